/* The page's own files, found by their path. */
#include "page/page_internal.h"

#include <string.h>

const struct page_file *page_file_find(const char *path)
{
    for (size_t i = 0; i < page_n_files; i++) {
        if (strcmp(page_files[i].path, path) == 0)
            return &page_files[i];
    }
    return NULL;
}
