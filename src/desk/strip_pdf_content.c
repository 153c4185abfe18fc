/* The words that draw a page (ISO 32000-1, section 7.8.2): taken apart and put together again without
 * comments and without marked content, whose dictionaries say in words what is drawn, in which language, for
 * which layer. Nothing that is drawn changes. The same for CMaps and functions, which are written in the same
 * words. */
#include "desk/strip_internal.h"

#include <string.h>

#define DEPTH_MAX 64

struct words {
    struct t2_bytes in;
    size_t at;
    int marks;
    struct t2_buf *out;
    size_t operands;           /* where those of the coming operator begin in out */
    int depth;                 /* of arrays and dictionaries */
    int image;                 /* 1: between BI and ID */
    int strings, dictionaries; /* among the operands so far */
    enum strip_fault *fault;
};

static int is_space(unsigned c)
{
    return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static int is_delimiter(unsigned c)
{
    return c != 0 && c < 0x80 && strchr("()<>[]{}/%", (int)c) != NULL;
}

static int damaged(struct words *w)
{
    return strip_fail(w->fault, STRIP_DAMAGED);
}

static int emit(struct words *w, size_t from, size_t to, char behind)
{
    int err = t2_buf_append(w->out, w->in.ptr + from, to - from);
    return err != 0 ? err : t2_buf_append(w->out, &behind, 1);
}

static size_t regular_end(const struct words *w, size_t at)
{
    while (at < w->in.len && !is_space(w->in.ptr[at]) && !is_delimiter(w->in.ptr[at])) {
        at++;
    }
    return at;
}

/* ( ... ) with pairs of parentheses in it; the index behind it, 0 when it does not end. */
static size_t string_end(const struct words *w)
{
    int open = 0;
    for (size_t i = w->at; i < w->in.len; i++) {
        unsigned c = w->in.ptr[i];
        if (c == '\\') {
            i++;
        } else if (c == '(') {
            open++;
        } else if (c == ')' && --open == 0) {
            return i + 1;
        }
    }
    return 0;
}

static size_t hex_end(const struct words *w)
{
    for (size_t i = w->at + 1; i < w->in.len; i++) {
        unsigned c = w->in.ptr[i];
        if (c == '>') {
            return i + 1;
        }
        if (!is_space(c) && strchr("0123456789abcdefABCDEF", (int)c) == NULL) {
            return 0;
        }
    }
    return 0;
}

static int word_is(const struct words *w, size_t from, size_t to, const char *word)
{
    return to - from == strlen(word) && memcmp(w->in.ptr + from, word, to - from) == 0;
}

static int is_operand(const struct words *w, size_t from, size_t to)
{
    unsigned c = w->in.ptr[from];
    return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || word_is(w, from, to, "true") ||
           word_is(w, from, to, "false") || word_is(w, from, to, "null");
}

/* The data of a picture within the words ends with EI between spaces, and words follow. The index of EI, 0
 * when there is none. */
static size_t image_end(const struct words *w, size_t from)
{
    for (size_t i = from; i + 3 <= w->in.len; i++) {
        if (!is_space(w->in.ptr[i]) || w->in.ptr[i + 1] != 'E' || w->in.ptr[i + 2] != 'I' ||
            (i + 3 < w->in.len && !is_space(w->in.ptr[i + 3]))) {
            continue;
        }
        size_t k = i + 3;
        while (k < w->in.len && k < i + 16 &&
               (is_space(w->in.ptr[k]) || (w->in.ptr[k] > ' ' && w->in.ptr[k] < 0x7f))) {
            k++;
        }
        if (k == w->in.len || k == i + 16) {
            return i + 1;
        }
    }
    return 0;
}

/* What stood before it belongs to no other operator. */
static void operands_end(struct words *w)
{
    w->operands = w->out->len;
    w->strings = w->dictionaries = 0;
}

/* After ID: one space, data, space, EI. Pictures that have a format of their own inside are refused. */
static int image_data(struct words *w, size_t id_end)
{
    const char *head = (const char *)w->out->ptr + w->operands;
    size_t head_len = w->out->len - w->operands;
    if (!w->image || w->depth != 0 || id_end >= w->in.len) {
        return damaged(w);
    }
    if (memmem(head, head_len, "/DCT", 4) != NULL) {
        return strip_fail(w->fault, STRIP_PICTURE);
    }
    size_t end = image_end(w, id_end);
    if (end == 0) {
        return damaged(w);
    }
    int err = emit(w, w->at, end + 2, '\n');
    w->at = end + 2;
    w->image = 0;
    operands_end(w);
    return err;
}

/* Annex A, without those that mark content; then those of CMaps (9.7.5) and of functions (table 42). A word
 * that is none of these could be anything. */
static int is_known(const struct words *w, size_t from, size_t to)
{
    static const char draws[] = " b B b* B* BI BT BX c cm cs CS d d0 d1 Do ET EX f F f* G g gs h i j J K k l "
                                "m M n q Q re RG rg ri s S "
                                "SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \" ";
    static const char computes[] =
        " abs add and atan begin beginbfchar beginbfrange begincidchar begincidrange begincmap "
        "begincodespacerange beginnotdefchar beginnotdefrange bitshift ceiling CMapName copy cos currentdict "
        "cvi "
        "cvr def defineresource dict div dup end endbfchar endbfrange endcidchar endcidrange endcmap "
        "endcodespacerange endnotdefchar endnotdefrange eq exch exp findresource floor ge gt idiv if ifelse "
        "index "
        "le ln log lt mod mul ne neg not or pop roll round sin sqrt sub truncate usecmap usefont xor ";
    char word[24] = " ";
    size_t len = to - from;
    if (len == 0 || len > sizeof word - 3) {
        return 0;
    }
    memcpy(word + 1, w->in.ptr + from, len);
    word[1 + len] = ' ';
    return memchr(word + 1, 0, len) == NULL && strstr(w->marks ? computes : draws, word) != NULL;
}

static int writes(const struct words *w, size_t from, size_t to)
{
    return word_is(w, from, to, "Tj") || word_is(w, from, to, "TJ") || word_is(w, from, to, "'") ||
           word_is(w, from, to, "\"");
}

static int operator_word(struct words *w, size_t end)
{
    static const char *const marking[] = {"BMC", "BDC", "EMC", "MP", "DP"};
    if (!w->marks && w->depth != 0) {
        return damaged(w);
    }
    if (!w->marks && word_is(w, w->at, end, "ID")) {
        return image_data(w, end);
    }
    for (size_t i = 0; i < sizeof marking / sizeof marking[0] && !w->marks && !w->image; i++) {
        if (word_is(w, w->at, end, marking[i])) {
            w->out->len = w->operands;
            w->at = end;
            operands_end(w);
            return 0;
        }
    }
    /* Between BI and ID there are no other words; only what is written takes strings, and nothing that draws
     * a dictionary. */
    if (!is_known(w, w->at, end) || w->image ||
        (!w->marks && (w->dictionaries > 0 || (w->strings > 0 && !writes(w, w->at, end))))) {
        return damaged(w);
    }
    w->image = !w->marks && word_is(w, w->at, end, "BI");
    int err = emit(w, w->at, end, '\n');
    w->at = end;
    operands_end(w);
    return err;
}

static int one_word(struct words *w)
{
    unsigned c = w->in.ptr[w->at], next = w->at + 1 < w->in.len ? w->in.ptr[w->at + 1] : 0;
    size_t end = w->at + 1;
    switch (c) {
    case '%':
        while (w->at < w->in.len && w->in.ptr[w->at] != '\n' && w->in.ptr[w->at] != '\r') {
            w->at++;
        }
        return 0;
    case '(':
        end = string_end(w);
        w->strings++;
        break;
    case '<':
        end = next == '<' ? w->at + 2 : hex_end(w);
        w->depth += next == '<';
        *(next == '<' ? &w->dictionaries : &w->strings) += 1;
        break;
    case '>':
        if (next != '>') {
            return damaged(w);
        }
        end = w->at + 2;
        w->depth--;
        break;
    case '[':
    case '{':
        w->depth++;
        break;
    case ']':
    case '}':
        w->depth--;
        break;
    case '/':
        end = regular_end(w, w->at + 1);
        break;
    case ')':
        return damaged(w);
    default:
        end = regular_end(w, w->at);
        if (!is_operand(w, w->at, end)) {
            return operator_word(w, end);
        }
        break;
    }
    if (end == 0 || w->depth < 0 || w->depth > DEPTH_MAX) {
        return damaged(w);
    }
    int err = emit(w, w->at, end, ' ');
    w->at = end;
    return err;
}

int strip_pdf_content(struct t2_bytes in, int marks, struct t2_buf *out, enum strip_fault *fault)
{
    struct words w = {.in = in, .marks = marks, .out = out, .operands = out->len, .fault = fault};
    size_t before = out->len;
    int err = 0;
    while (err == 0 && w.at < in.len) {
        if (is_space(in.ptr[w.at])) {
            w.at++;
        } else {
            err = one_word(&w);
        }
    }
    if (err == 0 && (w.depth != 0 || w.image)) {
        err = damaged(&w);
    }
    if (err == 0 && !marks) {
        out->len = w.operands; /* operands without an operator */
    }
    out->len = err == 0 ? out->len : before;
    return err;
}
