/* Attachments between desks: what X circulates Y and Z write into files of their own, byte for byte what X's
 * desk had stripped; and nothing is circulated when one of the files cannot be. */
#include <sys/stat.h>
#include <unistd.h>

#include "../unit/desk_strip_made.h"
#include "cli_fixture.h"

static void write_bytes(const struct fixture *x, const char *name, struct t2_bytes b, char path[FIXTURE_PATH])
{
    fixture_path(x, name, path);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b.ptr, 1, b.len, f), b.len);
    assert_int_equal(fclose(f), 0);
}

static struct t2_buf read_bytes(const char *path)
{
    struct t2_buf out;
    t2_buf_init(&out, 1u << 22);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(t2_buf_reserve(&out, 1u << 22), 0);
    out.len = fread(out.ptr, 1, 1u << 22, f);
    assert_int_equal(fclose(f), 0);
    return out;
}

static json_t *attachment(const json_t *o, size_t i)
{
    return json_array_get(json_object_get(json_object_get(o, "paper"), "attachments"), i);
}

/* A picture from a camera and a large one, which takes several parts. */
static void pictures(void **state)
{
    struct fixture *x = *state;
    char page[FIXTURE_PATH + 8], path[2][FIXTURE_PATH], word[2][FIXTURE_PATH + 64], out[FIXTURE_PATH];
    uint32_t removed = 0;
    int turned = 0;
    enum strip_fault fault;
    struct t2_buf want[2], clean = made_jpeg(300, 200, 3, 0), dirty = made_jpeg_dirty(t2_buf_view(&clean), 6);
    struct t2_buf large = made_jpeg(1600, 1200, 3, 1);
    assert_true(large.len > 2 * TABLE_PART_MAX);
    for (int i = 0; i < 2; i++)
        t2_buf_init(&want[i], TABLE_ATTACHMENT_MAX);
    assert_int_equal(strip_jpeg(t2_buf_view(&dirty), &want[0], &removed, &turned, &fault), 0);
    assert_int_equal(strip_jpeg(t2_buf_view(&large), &want[1], &removed, NULL, &fault), 0);
    fixture_write(x, "en.txt", "See the pictures.\n");
    fixture_path(x, "en.txt", path[0]);
    (void)snprintf(page, sizeof page, "en=%s", path[0]);
    write_bytes(x, "camera.jpg", t2_buf_view(&dirty), path[0]);
    write_bytes(x, "large.jpg", t2_buf_view(&large), path[1]);
    (void)snprintf(word[0], sizeof word[0], "%s=The bridge", path[0]);
    /* Told before anything is sent, by a folder without a desk too. */
    json_t *o = fixture_shown(x, "nobody", WORDS("paper", "look", path[0]));
    assert_string_equal(json_string_value(json_array_get(json_object_get(o, "removed"), 0)), "position");
    assert_true(json_is_true(json_object_get(o, "turned")));
    assert_string_equal(fixture_text(o, "media"), "JPEG picture");
    assert_int_equal(json_integer_value(json_object_get(o, "size")), want[0].len);
    json_decref(o);
    o = fixture_shown(x, "X", WORDS("paper", "list"));
    assert_int_equal(json_array_size(json_object_get(o, "papers")), 0);
    json_decref(o);
    o = fixture_shown(
        x, "X", WORDS("paper", "circulate", "Pictures", page, "--attach", word[0], "--attach", path[1]));
    const json_t *told = json_array_get(json_object_get(o, "attachments"), 0);
    assert_string_equal(json_string_value(json_array_get(json_object_get(told, "removed"), 0)), "position");
    assert_true(json_is_true(json_object_get(told, "turned")));
    json_decref(o);
    for (int k = 0; k < 3; k++) {
        const char *who = k == 0 ? "X" : k == 1 ? "Y" : "Z";
        o = fixture_shown(x, who, WORDS("paper", "show", "1"));
        assert_string_equal(fixture_text(attachment(o, 0), "name"), "The bridge");
        assert_string_equal(fixture_text(attachment(o, 1), "name"), "attachment 2");
        assert_string_equal(fixture_text(attachment(o, 1), "media"), "JPEG picture");
        assert_true(json_is_true(json_object_get(attachment(o, 1), "complete")));
        assert_int_equal(json_integer_value(json_object_get(attachment(o, 0), "size")), want[0].len);
        /* What was taken out is for its author alone. */
        assert_int_equal(json_object_get(attachment(o, 0), "removed") != NULL, k == 0);
        json_decref(o);
        for (int i = 0; i < 2; i++) {
            char name[32];
            struct stat st;
            (void)snprintf(name, sizeof name, "got.%s.%d", who, i);
            fixture_path(x, name, out);
            fixture_want(x, who, WORDS("paper", "attachment", "1", i == 0 ? "1" : "2", "--out", out), 0,
                         NULL);
            struct t2_buf got = read_bytes(out);
            assert_true(t2_bytes_eq(t2_buf_view(&got), t2_buf_view(&want[i])));
            assert_false(made_holds(t2_buf_view(&got), PLANTED));
            assert_int_equal(stat(out, &st), 0);
            assert_int_equal(st.st_mode & 0777, 0600);
            t2_buf_free(&got);
            fixture_want(x, who, WORDS("paper", "attachment", "1", i == 0 ? "1" : "2", "--out", out), 3,
                         "or it is there already");
        }
    }
    o = fixture_shown(x, "Y", WORDS("log"));
    const json_t *events = json_object_get(o, "events");
    size_t n_parts = 0;
    for (size_t i = 0; i < json_array_size(events); i++)
        n_parts += strcmp(fixture_text(json_array_get(events, i), "kind"), "attachment_part") == 0;
    assert_int_equal(n_parts, 0);
    json_decref(o);
    t2_buf_free(&want[0]);
    t2_buf_free(&want[1]);
    t2_buf_free(&clean);
    t2_buf_free(&dirty);
    t2_buf_free(&large);
}

/* Nothing of it is circulated. */
static void all_or_nothing(void **state)
{
    struct fixture *x = *state;
    char page[FIXTURE_PATH + 8], good[FIXTURE_PATH], bad[FIXTURE_PATH], word[FIXTURE_PATH + 8];
    fixture_write(x, "en.txt", "See the file.\n");
    fixture_path(x, "en.txt", good);
    (void)snprintf(page, sizeof page, "en=%s", good);
    fixture_write(x, "plan.docx", "PK\x03\x04 a document of an office program");
    fixture_path(x, "plan.docx", bad);
    fixture_want(x, "X", WORDS("paper", "circulate", "A", page, "--attach", good, "--attach", bad), 1,
                 "files of office programs carry the names");
    fixture_want(x, "X", WORDS("paper", "look", bad), 1, "files of office programs carry the names");
    fixture_want(x, "X", WORDS("paper", "look", "/nowhere"), 5, "There is no file");
    fixture_want(x, "X", WORDS("paper", "circulate", "A", page, "--attach", "/nowhere"), 5,
                 "There is no file");
    fixture_want(x, "X", WORDS("paper", "circulate", "A", page, "--attach", "=name"), 2,
                 "--attach takes a file");
    fixture_want(x, "X", WORDS("paper", "circulate", "A", page, "--attach"), 2, "This is used so");
    (void)snprintf(word, sizeof word, "%s=a\tb", good);
    fixture_want(x, "X", WORDS("paper", "circulate", "A", page, "--attach", word), 1,
                 "The name of the attachment");
    (void)snprintf(word, sizeof word, "%s=", good);
    fixture_want(x, "X", WORDS("paper", "circulate", "A", page, "--attach", word), 2,
                 "--attach takes a file");
    fixture_want(x, "X",
                 WORDS("paper", "circulate", "A", page, "--attach", good, "--attach", good, "--attach", good,
                       "--attach", good, "--attach", good, "--attach", good, "--attach", good, "--attach",
                       good, "--attach", good),
                 1, "A paper has 8 attachments at most");
    json_t *o = fixture_shown(x, "Y", WORDS("paper", "list"));
    assert_int_equal(json_array_size(json_object_get(o, "papers")), 1);
    json_decref(o);
    fixture_want(x, "Y", WORDS("paper", "attachment", "1", "1"), 2, "Name the new file with --out");
    fixture_want(x, "Y", WORDS("paper", "attachment", "7", "1", "--out", "f"), 1, "There is no paper 7");
    fixture_want(x, "Y", WORDS("paper", "attachment", "1", "3", "--out", "f"), 1,
                 "Paper 1 has no attachment 3");
}

/* The relay is away: it is kept, and leaves whole when it is back. */
static void later(void **state)
{
    struct fixture *x = *state;
    char page[FIXTURE_PATH + 8], path[FIXTURE_PATH], out[FIXTURE_PATH], listen[256];
    json_t *o = NULL;
    (void)snprintf(listen, sizeof listen, "%.*s", (int)strcspn(x->address, "#"), x->address);
    fixture_path(x, "en.txt", path);
    (void)snprintf(page, sizeof page, "en=%s", path);
    fixture_relay_kill(x);
    assert_int_equal(fixture_run(x, "X", WORDS("paper", "circulate", "Later", page, "--attach", path), &o),
                     0);
    assert_true(json_is_false(json_object_get(o, "sent")));
    json_decref(o);
    fixture_relay_start(x, listen);
    o = fixture_shown(x, "X", WORDS("paper", "show", "2"));
    assert_true(json_is_true(json_object_get(attachment(o, 0), "complete")));
    json_decref(o);
    fixture_path(x, "later.txt", out);
    fixture_want(x, "Z", WORDS("paper", "attachment", "2", "1", "--out", out), 0, NULL);
    struct t2_buf got = read_bytes(out);
    assert_true(t2_bytes_eq(t2_buf_view(&got), t2_bytes_str("See the file.")));
    t2_buf_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures),
        cmocka_unit_test(all_or_nothing),
        cmocka_unit_test(later),
    };
    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_end);
}
