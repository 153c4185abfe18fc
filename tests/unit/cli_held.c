/* The doors of a desk that is held for the page: files within the call, and sentences without commands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/held.h"

static void sentences_without_commands(void **state)
{
    static const char *const pairs[][2] = {
        {"There is no seat X at this table. Who is there: tracktwo table show",
         "There is no seat X at this table."},
        {"Files taken in: 2. Compare the check words aloud: tracktwo seat list", "Files taken in: 2."},
        {"One. Which: `tracktwo help line`. Three.", "One. Three."},
        {"There is no file @map.jpg. Nothing was changed.", "There is no file map.jpg. Nothing was changed."},
        {"Write to a@b.example. Then wait.", "Write to a@b.example. Then wait."},
        {"Until 13.30 nothing was done.", "Until 13.30 nothing was done."},
        {"tracktwo seat list", ""},
        {"", ""},
        {"Немає місця X. Хто є: tracktwo table show", "Немає місця X."},
    };
    char text[256];
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        (void)snprintf(text, sizeof text, "%s", pairs[i][0]);
        held_sentences(text);
        assert_string_equal(text, pairs[i][1]);
    }
}

static void files_of_the_call(void **state)
{
    json_t *files = json_loads(
        "{\"@text\": \"Words\", \"@bytes\": {\"base64\": \"AAECAw==\"}, \"@bad\": {\"base64\": \"A*==\"},"
        " \"@none\": {\"other\": 1}, \"@number\": 3, \"plain\": \"x\"}",
        0, NULL);
    struct held_call call = {.files = files, .written = json_object()};
    struct t2_buf out;
    (void)state;
    assert_int_equal(held_read(&call, "@text", 5, &out), 0);
    assert_memory_equal(out.ptr, "Words", 5);
    assert_int_equal(held_write(&call, "@out", t2_buf_view(&out), true), 0);
    assert_int_equal(held_write(&call, "@out", t2_buf_view(&out), true), T2_E_EXISTS);
    assert_int_equal(held_write(&call, "@out", t2_buf_view(&out), false), 0);
    assert_int_equal(held_write(&call, "/tmp/out", t2_buf_view(&out), false), T2_E_IO);
    assert_int_equal(held_write(NULL, "@out", t2_buf_view(&out), false), T2_E_IO);
    assert_string_equal(json_string_value(json_object_get(json_object_get(call.written, "@out"), "base64")),
                        "V29yZHM=");
    t2_buf_free(&out);
    assert_int_equal(held_read(&call, "@bytes", 4, &out), 0);
    assert_int_equal(out.len, 4);
    assert_memory_equal(out.ptr, "\0\1\2\3", 4);
    t2_buf_free(&out);
    static const struct {
        const char *name;
        size_t max;
        int err;
    } wrong[] = {{"@text", 4, T2_E_FULL},     {"@bytes", 3, T2_E_FULL},     {"@bytes", 0, T2_E_FULL},
                 {"@bad", 9, T2_E_MALFORMED}, {"@none", 9, T2_E_MISSING},   {"@number", 9, T2_E_MISSING},
                 {"plain", 9, T2_E_MISSING},  {"@absent", 9, T2_E_MISSING}, {"/etc/passwd", 9, T2_E_MISSING}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(held_read(&call, wrong[i].name, wrong[i].max, &out), wrong[i].err);
        assert_null(out.ptr);
    }
    assert_int_equal(held_read(NULL, "@text", 9, &out), T2_E_MISSING);
    /* What was in the call is wiped, all through. */
    const char *text = json_string_value(json_object_get(files, "@text"));
    held_json_wipe(files);
    assert_memory_equal(text, "\0\0\0\0\0", 5);
    json_decref(files);
    json_decref(call.written);
}

static void folders_of_the_page(void **state)
{
    const struct held h = {.root = "/home/f/desks"};
    static const char *const wrong[] = {"..",  ".",       ".hidden",  "/etc",
                                        "a/b", "a/../..", "../desks", "/home/f/desks/a"};
    char out[DESK_PATH_MAX], name[65];
    (void)state;
    assert_int_equal(held_folder(&h, "", out), 0);
    assert_string_equal(out, "/home/f/desks");
    assert_int_equal(held_folder(&h, "hills", out), 0);
    assert_string_equal(out, "/home/f/desks/hills");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(held_folder(&h, wrong[i], out), T2_E_ARGUMENT);
        assert_string_equal(out, "");
    }
    memset(name, 'a', 64);
    name[64] = '\0';
    assert_int_equal(held_folder(&h, name, out), T2_E_ARGUMENT);
    assert_int_equal(held_folder(&h, name + 1, out), 0);
}

int main(void)
{
    held_json_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_of_the_page),
        cmocka_unit_test(files_of_the_call),
        cmocka_unit_test(sentences_without_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
