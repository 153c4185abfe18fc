/* tracktwo: the table of subcommands, and the options that all of them have. docs/man/tracktwo.1. */
#include "cli/held.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <tracktwo/secret.h>

#include "help_soundings.h"

#define WORDS_MAX 64

const struct cli_command cli_commands[] = {
    {"table", "open", cmd_table_open, 1, 1, "FILE --seat ID --relay ADDRESS",
     "open a table from a file, as its convenor",
     "FILE describes seats, rules and issues. ADDRESS is the line that the relay printed. You hold seat ID.",
     CLI_ACTS},
    {"table", "list", cmd_table_list, 0, 0, "", "the tables in this folder, a line each",
     "Of the folder itself and of the folders in it. One that has another passphrase stays closed.",
     CLI_TERMINAL},
    {"table", "show", cmd_table_show, 0, 0, "", "seats with their standings, the track, issues, soundings",
     "", CLI_READS},
    {"table", "settings", cmd_table_settings, 0, 0,
     "[--spacing-hours N] [--runs N] [--message-days N] [--brackets N]",
     "propose other settings; every seat must consent", "What is not named stays as it is.", CLI_ACTS},
    {"seat", "invite", cmd_seat_invite, 0, CHANNEL_MAX_SEATS, "[ID...] [--out FOLDER]",
     "make files to be handed over in person",
     "For these seats, or for all whose files were not exchanged. Each is for that seat and nobody else.",
     CLI_ACTS},
    {"seat", "join", cmd_seat_join, 1, CHANNEL_MAX_SEATS, "FILE...",
     "take in files that were handed over; the convenor's first", "", CLI_ACTS},
    {"seat", "introduce", cmd_seat_introduce, 2, 2, "ID ID",
     "as convenor: let two seats talk that have not met",
     "They get each other's public key from you and are shown as introduced, not verified. No sounding is "
     "held "
     "until the two have exchanged their own files.",
     CLI_ACTS},
    {"seat", "list", cmd_seat_list, 0, 0, "", "who is verified, and the check words to compare", "",
     CLI_READS},
    {"seat", "standing", cmd_seat_standing, 1, 1, "STANDING [--mandate MANDATE] [--until DAY]",
     "say your standing and mandate; all see it, and the track that follows",
     "STANDING: official, \"official in a personal capacity\", \"former official\", private.\n"
     "  MANDATE: \"own initiative\", \"with knowledge\", \"at the request of\", \"under instruction\".",
     CLI_ACTS},
    {"seat", "seen", cmd_seat_seen, 1, 1, "ID", "confirm that you have seen a seat's mandate", "", CLI_ACTS},
    {"seat", "keep", cmd_seat_keep, 1, 1, "DAYS | always", "say how long you keep the record", "", CLI_ACTS},
    {"seat", "add", cmd_seat_add, 3, 3,
     "ID PARTY NAME --standing STANDING [--mandate MANDATE] [--until DAY] [--facilitator | --observer]",
     "propose a new seat; every seat must consent", "", CLI_ACTS},
    {"seat", "party", cmd_seat_party, 2, 2, "ID PARTY", "propose that a seat sit for another party", "",
     CLI_ACTS},
    {"seat", "new-device", cmd_seat_new_device, 1, 1, "FILE",
     "on a new machine: make the file that shows it to the others",
     "In a new folder. Hand FILE to a seat of the table; compare its check words by voice.", CLI_ACTS},
    {"seat", "device", cmd_seat_device, 2, 2, "ID FILE",
     "propose another device for a seat; every seat must consent",
     "If the seat itself cannot, because its device is lost, it comes into force seven days after the "
     "others' "
     "consents, unless its present device declines.",
     CLI_ACTS},
    {"issue", "concern", cmd_issue_concern, 1, 1, "ISSUE --seats ID,ID...",
     "propose whom an issue concerns; those of before and after must consent", "", CLI_ACTS},
    {"issue", "early", cmd_issue_early, 1, 1, "ISSUE [--no-longer]",
     "propose that an issue may be agreed before the rest", "", CLI_ACTS},
    {"proposal", "list", cmd_proposal_list, 0, 0, "[--all]", "what waits for consents", "", CLI_READS},
    {"proposal", "consent", cmd_proposal_consent, 1, 1, "N", "consent to a proposal", "", CLI_ACTS},
    {"proposal", "decline", cmd_proposal_decline, 1, 1, "N", "decline a proposal, which ends it", "",
     CLI_ACTS},
    {"pen", "give", cmd_pen_give, 1, 1, "ID", "propose who holds the pen; every seat must consent", "",
     CLI_ACTS},
    {"pause", NULL, cmd_pause, 0, 1, "[--world] [REASON]", "pause the table until you lift it",
     "With --world: the world has changed, and soundings wait until every seat has reconfirmed its mandate.",
     CLI_ACTS},
    {"resume", NULL, cmd_resume, 0, 0, "", "lift your pause", "", CLI_ACTS},
    {"reconfirm", NULL, cmd_reconfirm, 0, 0, "", "reconfirm your mandate after the world has changed", "",
     CLI_ACTS},
    {"press", "agree", cmd_press_agree, 1, 1, "TEXT [--language TAG]",
     "propose the line if asked: what every seat says when the press calls", "", CLI_ACTS},
    {"press", "show", cmd_press_show, 0, 0, "", "the line if asked", "", CLI_READS},
    {"press", "leak", cmd_press_leak, 0, 1, "[WHAT]",
     "something is in the press: pauses the table and shows the line on every desk", "", CLI_ACTS},
    {"meeting", "call", cmd_meeting_call, 2, 2,
     "DAY PLACE [--seats ID,ID...] [--agenda ISSUE,ISSUE...] [--rapporteur ID] [--readouts-by DAY]",
     "call a meeting", "Without --seats all are invited; without --rapporteur you keep the record.",
     CLI_ACTS},
    {"meeting", "list", cmd_meeting_list, 0, 0, "", "all meetings with their records", "", CLI_READS},
    {"meeting", "show", cmd_meeting_show, 1, 1, "N", "one meeting", "", CLI_READS},
    {"meeting", "attend", cmd_meeting_attend, 1, 1, "N [--not-coming | --was-there]",
     "say that you come, do not come, or were there", "", CLI_ACTS},
    {"meeting", "floor", cmd_meeting_floor, 1, 1, "N [--done]", "ask for the floor, or leave the order", "",
     CLI_ACTS},
    {"meeting", "point", cmd_meeting_point, 2, 2, "N TEXT [--language TAG]",
     "as rapporteur: note a point, nobody's", "It names no seat and no party.", CLI_ACTS},
    {"meeting", "strike", cmd_meeting_strike, 2, 2, "N POINT", "as rapporteur: strike a point", "", CLI_ACTS},
    {"meeting", "record", cmd_meeting_record, 1, 1, "N", "as rapporteur: put the record to the read-back", "",
     CLI_ACTS},
    {"meeting", "confirm", cmd_meeting_confirm, 1, 2, "N [--not] [REMARK]",
     "confirm the record, or open it again", "It closes when all who were there have confirmed it.",
     CLI_ACTS},
    {"readout", "key", cmd_readout_key, 1, 1, "FILE",
     "for a principal: make a key; prints the line to hand out",
     "No desk is needed. The FILE stays with the principal, under the passphrase.", CLI_ACTS},
    {"readout", "check", cmd_readout_check, 1, 1, "FILE [--names NAME,NAME...]",
     "what in a text could tell who said something",
     "It reads letters, not meaning. Exit code 1 when it marks something.", CLI_READS},
    {"readout", "make", cmd_readout_make, 1, 1,
     "FILE --for KEYFILE --out FILE [--meeting N] [--names NAME,NAME...] [--as-it-stands]",
     "seal a read-out for a principal", "The others see that one was made, not its text.", CLI_ACTS},
    {"readout", "open", cmd_readout_open, 1, 1, "FILE --key FILE", "for a principal: open a read-out", "",
     CLI_ACTS},
    {"line", "check", cmd_line_check, 1, 1,
     "FILE [--side-a NAME --side-b NAME --territory TEXT --start END --finish END] [--borders FILE --land "
     "FILE] "
     "[--out FILE]",
     "read a line of contact: repaired, or refused with the place and the reason",
     "FILE: a line file (JSON), GeoJSON, or what --out wrote. An END is round or square. With --borders and "
     "--land (GeoJSON) FILE is side A's outline. No desk is needed.",
     CLI_READS},
    {"line", "rule", cmd_line_rule, 1, 1, "FILE [--day DATE] [--out FILE]",
     "read a rule of a pull-back, and what it asks of each side", "No desk is needed.", CLI_READS},
    {"line", "zones", cmd_line_zones, 0, 0,
     "[--line FILE] [--rule FILE] [--reference-a FILE] [--reference-b FILE] [--settlements FILE] "
     "[--what-if RULE] [--what-if-line FILE]",
     "the zones: areas, withdrawal lines, settlements, what each side gives up",
     "Those that are agreed, unless files are named. With --what-if side by side.", CLI_READS},
    {"line", "balance", cmd_line_balance, 1, 1, "METRES [--line FILE] [--people SETTLEMENTS]",
     "divide a width between the sides so that both give up the same area, or that as many people live there",
     "METRES: of the whole zone. Of the line that is agreed, unless one is named.", CLI_READS},
    {"line", "agree", cmd_line_agree, 0, 2,
     "[sides --a ID,... --b ID,... [--commission ID,...] --map TEXT | ceasefire DAY | line FILE | "
     "reference_a FILE | reference_b FILE | rule FILE [--day DATE] | zones | criteria FILE | response FILE | "
     "publication FILE]",
     "propose a part of the cease-fire; every seat must consent. Alone: what is agreed",
     "Zones are computed on the desk that proposes them, and on every desk before it consents. reference_a, "
     "reference_b: the line from which that side measures, where the rule names another than contact or "
     "edge.",
     CLI_ASKS},
    {"line", "document", cmd_line_document, 1, 1, "WHAT|N [--out FILE]",
     "what a part of the cease-fire says: one in force, or the one of proposal N",
     "WHAT: line reference_a reference_b rule zones criteria response publication. FILE: its bytes, as the "
     "other words "
     "of line "
     "read them.",
     CLI_READS},
    {"line", "declare", cmd_line_declare, 1, 1,
     "ID --weapon FAMILY --from PLACE --to PLACE --by N --out FILE [--count N] [--calibre MM] [--range M] "
     "[--serial S]",
     "declare a position of your side under seal",
     "The FILE opens it later. By D+N it is at its destination.", CLI_ACTS},
    {"line", "open", cmd_line_open, 1, 1, "FILE", "open a declared position, as when inspectors stand there",
     "", CLI_ACTS},
    {"line", "observer", cmd_line_observer, 3, 3,
     "admit ID KEYFILE [--from DATE] [--to DATE] [--of observers|a|b|others]",
     "propose to admit an observer's report key", "KEYFILE holds the line of tracktwo line report key.",
     CLI_ACTS},
    {"line", "verdicts", cmd_line_verdicts, 0, 0, "[--report N | --which WHICH] [--most N]",
     "what the record holds, with the verdicts on places", "", CLI_READS},
    {"line", "rejudge", cmd_line_rejudge, 0, 0,
     "[--line FILE] [--rule FILE [--day DATE]] [--reference-a FILE] [--reference-b FILE] [--old-line FILE] "
     "[--old-rule FILE [--old-day DATE]] [--old-reference-a FILE] [--old-reference-b FILE]",
     "judge the whole record again by another line or rule: each verdict that changes, and why",
     "Before and now are what is agreed, where no file is named: a new rule that is not agreed goes with "
     "--rule, "
     "an old one that was with --old-rule. The record stays as it is.",
     CLI_READS},
    {"line", "day", cmd_line_day, 1, 1, "DATE [--regions FILE] [--html FILE] [--numbers]", "the daily report",
     "--regions FILE: GeoJSON areas with a name; the figures are then told of each.", CLI_READS},
    {"line", "withdrawal", cmd_line_withdrawal, 0, 0, "", "the pull-back: declared, seen, late", "",
     CLI_READS},
    {"line", "incidents", cmd_line_incidents, 0, 0, "", "what may break the agreement, and where it stands",
     "", CLI_READS},
    {"line", "incident", cmd_line_incident, 2, 3, "STEP REPORT [TEXT]", "take a step in an incident",
     "STEP: open excess protest answer refer find_violation find_none find_open carried_out close. The last "
     "two "
     "need both sides; excess opens one on a report by which a quota is exceeded.",
     CLI_ACTS},
    {"line", "exclude", cmd_line_exclude, 1, 1, "REPORT",
     "propose that a report is of no violation; both sides must consent", "", CLI_ACTS},
    {"line", "hold", cmd_line_hold, 0, 0, "[--on DATE]",
     "does the cease-fire hold? The quiet days, and which single report flips the answer", "", CLI_READS},
    {"line", "map", cmd_line_map, 1, 1,
     "FILE [--line FILE] [--rule FILE] [--reference-a FILE] [--reference-b FILE] [--settlements FILE] "
     "[--beside FILE] [--near PLACE] [--km NUMBER]",
     "the map of what is agreed and was seen, into a file",
     "FILE ends in .svg (a page for print), .geojson, .gpkg (a GeoPackage), .t2map (for drawing it: "
     "docs/protocol/line_map.md), .csv (the observations) or zones.csv (the zones with their figures). No "
     "map shows where observers stood.\n"
     "With --line no desk is needed. --beside: lines for comparison (GeoJSON).",
     CLI_READS},
    {"line", "publish", cmd_line_publish, 1, 1,
     "FILE [--grid METRES] [--delay HOURS] [--period HOURS] [--least N] [--marks MARK,...] "
     "[--settlements FILE]",
     "what may be published of what was seen: late, coarse, and without the observers' positions",
     "FILE as with line map. By what was agreed (line agree publication); the options make it coarser, never "
     "finer.\n"
     "Marks: explosion heavy small_arms flight weapons unit left mine access jamming other",
     CLI_READS},
    {"line", "step", cmd_line_step, 0, 1, "[STEP]",
     "the steps from the battlefield to the talks; take the next",
     "battlefield line ceasefire pullback zone observers hold talks", CLI_ASKS},
    {"line", "back", cmd_line_back, 1, 1, "STEP", "propose to go back before a step; every seat must consent",
     "", CLI_ACTS},
    {"line", "report", cmd_line_report, 1, WORDS_MAX,
     "key [FILE] | mission | own | write [FILE] ... | check ... | import-odk FILE ... | file [FILE] | list "
     "[FILE] | "
     "show [FILE] N | import FILE... --into FILE | export [FILE] --out FILE [--from N]",
     "observers' reports: signed, also without a network for days",
     "Where no FILE is named, key and reports are those of the desk, in its sealed file.\n"
     "key: make a report key; prints the line by which the table admits you. key --take KEYFILE [--reports\n"
     "  FILE]: one that you have, with what it has signed, goes on on this desk.\n"
     "mission: the line that names this table, for its observers.\n"
     "own [--most N]: the desk's key, as whom the table knows it, and its reports.\n"
     "file: enter the reports of a file into the record of the table, each once.\n"
     "check: what write would sign on this desk, with the same options; nothing is signed.\n"
     "list, show: with --mission FILE only what is for that table.\n"
     "write [FILE --key FILE --mission FILE] --kind KIND --at DAY [--at-error SECONDS] [--lasted SECONDS]\n"
     "  [--place NORTH,EAST[,METRES]] [--from NORTH,EAST[,METRES]] [--bearing DEGREES[,ERROR]]\n"
     "  [--distance METRES[,ERROR]] [--flat] [--means WORD,...] [--side A|B] [--count N|N+|~N] [--verified]\n"
     "  [--weapon FAMILY[/MODEL]:MILLIMETRES:NUMBER[:SERIAL...]]... [--source ID] [--site ID]\n"
     "  [--remark TEXT] [--language TAG] [--attach FILE]... [--corrects N --reason TEXT]\n"
     "  [--attached SHA256:BYTES:NAME]...: a file that is not here, by its fingerprint\n"
     "import-odk CSV [--key FILE --mission FILE --into FILE] [--positions place|observer] [--means "
     "WORD,...]\n"
     "  [--language TAG]: rows of a form (ODK, KoboToolbox) as reports that your key signs.\n"
     "--place is where it happened, --from where you stood; bearing and distance give the place too.\n"
     "Kinds: explosion outgoing incoming impact burst shot projectile muzzle_flash flare weapons "
     "unit_inside\n"
     "  unit_entered unit_left access_refused access_delayed access_conditional jamming_navigation\n"
     "  jamming_radio mine ordnance watch withdrawn\n"
     "Means: heard seen camera drone acoustic radar satellite traces told",
     CLI_ASKS},
    {"paper", "circulate", cmd_paper_circulate, 2, TABLE_MAX_LANGUAGES + 1,
     "TITLE LANGUAGE=FILE... [--replaces N] [--first-prevails] [--attach FILE[=NAME]]...",
     "send a paper to all seats at once",
     "As in: paper circulate 'Elements on observers' en=paper.txt uk=paper-uk.txt. The languages are equally "
     "authentic "
     "unless the first prevails.\n  --attach map.jpg=\"Map of the line\": a PNG or JPEG picture, PDF or "
     "text. What it says beside what it "
     "shows is taken out first.",
     CLI_ACTS},
    {"paper", "look", cmd_paper_look, 1, 1, "FILE",
     "what would be taken out of a file that goes with a paper, or why it cannot be sent",
     "Nothing leaves the machine. No desk is needed.", CLI_READS},
    {"paper", "list", cmd_paper_list, 0, 0, "", "the papers of the table", "", CLI_READS},
    {"paper", "show", cmd_paper_show, 1, 1, "N", "one paper, in all its languages, and its attachments", "",
     CLI_READS},
    {"paper", "attachment", cmd_paper_attachment, 2, 2, "N K --out FILE",
     "write attachment K of paper N into a new file",
     "Another program will open it; this one has not looked inside.", CLI_READS},
    {"nonpaper", "prepare", cmd_nonpaper_prepare, 1, 1, "FILE",
     "keep a text without an author for the next round",
     "It stays sealed on this desk until it has come out of a round. What could tell its author is shown "
     "first.",
     CLI_ACTS},
    {"nonpaper", "drop", cmd_nonpaper_drop, 0, 0, "", "forget the text that is prepared", "", CLI_ACTS},
    {"nonpaper", "round", cmd_nonpaper_round, 0, 0, "[--day DAY] [--seats ID,ID...]",
     "open a round of non-papers for three to eight seats",
     "Best by the facilitator or the convenor, for a fixed hour: then nobody asks for it. All seats unless "
     "named. Every desk takes part, with a text or without (tracktwo sound attend).",
     CLI_ACTS},
    {"nonpaper", "list", cmd_nonpaper_list, 0, 0, "",
     "the non-papers of the table, and what is prepared here", "", CLI_READS},
    {"nonpaper", "show", cmd_nonpaper_show, 1, 1, "N", "one non-paper", "", CLI_READS},
    {"text", "open", cmd_text_open, 1, 2,
     "NAME [TITLE [--language TAG]] [--file FILE] [--issues ISSUE,ISSUE...] [--seats ID,ID...]",
     "open an article of the negotiating text",
     "It concerns all whom its issues concern, and the seats named. FILE has the title in several languages: "
     "{\"en\": \"...\", \"uk\": \"...\"}.",
     CLI_ACTS},
    {"text", "draft", cmd_text_draft, 1, 2,
     "NAME [TEXT [--language TAG] | --file FILE | --leave-out] [--reopen]",
     "with the pen: send a draft to all",
     "Brackets: 'The observers [shall] [should] move freely [, with notice]{trading}.' The other languages "
     "stay "
     "as they are.\nA FILE is a JSON object of languages. With --reopen what was said of the draft before is "
     "set "
     "aside.",
     CLI_ACTS},
    {"text", "settle", cmd_text_settle, 1, DRAFT_MAX_BRACKETS + 1,
     "NAME [BRACKET:ALTERNATIVE...] [--rest] [--language TAG] [--reopen]", "with the pen: settle brackets",
     "2:1 keeps the first alternative of bracket 2. With --rest the first alternative of all others stays: "
     "the "
     "chair's clean text.",
     CLI_ACTS},
    {"text", "list", cmd_text_list, 0, 0, "[--words]", "the articles, and how far each is",
     "With --words: and the words of each, with the reasons and ages of their brackets.", CLI_READS},
    {"text", "show", cmd_text_show, 1, 1, "NAME [--draft N] [--clean | --notation]",
     "one article with its brackets", "", CLI_READS},
    {"text", "compare", cmd_text_compare, 3, 3, "NAME N N [--language TAG]", "two drafts, word by word",
     "[-taken out-] {+put in+}", CLI_READS},
    {"text", "silence", cmd_text_silence, 2, 2, "NAME HOUR",
     "with the pen: unless a seat objects before, the draft stands adopted at the hour", "", CLI_ACTS},
    {"text", "object", cmd_text_object, 2, 2, "NAME REMARK", "break a silence", "", CLI_ACTS},
    {"text", "recommend", cmd_text_recommend, 1, 1, "NAME", "say that you could recommend an article", "",
     CLI_ACTS},
    {"text", "agree", cmd_text_agree, 1, 1, "NAME", "agree to an article, ad referendum",
     "Only an official seat under instruction can.", CLI_ACTS},
    {"text", "confirm", cmd_text_confirm, 1, 1, "NAME", "say that your principal confirms an article", "",
     CLI_ACTS},
    {"text", "withdraw", cmd_text_withdraw, 1, 1, "NAME", "take back what you said of an article", "",
     CLI_ACTS},
    {"text", "export", cmd_text_export, 0, 0, "[--form plain|markdown|html] [--language TAG] [--clean]",
     "the whole text, to open anywhere", "It names no seat.", CLI_READS},
    {"dossier", NULL, cmd_dossier, 1, 1, "FILE.html [--language TAG]",
     "what the table has come to, as one page to hand over",
     "It names nobody, gives days and no hours, and opens in any browser. TAG is en, uk, ru, fr or ar: then "
     "the "
     "articles "
     "stand in that language alone where they have it. What the checker marks outside the articles is "
     "listed.",
     CLI_READS},
    {"shuttle", "paper", cmd_shuttle_paper, 1, 1,
     "N --to FOLDER [--title TEXT] [--language TAG] [--as-it-stands]",
     "as facilitator of two tables: carry a paper's words to the other, without their origin",
     "FOLDER is your desk at the other table. The words become a paper of yours there.", CLI_ACTS},
    {"shuttle", "text", cmd_shuttle_text, 1, DRAFT_MAX_BRACKETS + 1,
     "NAME [BRACKET:ALTERNATIVE...] --to FOLDER [--title TEXT] [--language TAG] [--as-it-stands]",
     "the same with an article's clean text",
     "Of each bracket the alternative named stands, of others the first.", CLI_ACTS},
    {"shuttle", "words", cmd_shuttle_words, 1, 1,
     "TEXT --to FOLDER [--title TEXT] [--language TAG] [--as-it-stands]",
     "the same with words of your own, checked by the names and the record of both tables", "", CLI_ACTS},
    {"issue", "add", cmd_issue_add, 1, 1, "FILE", "add an issue from a file", "", CLI_ACTS},
    {"issue", "reopen", cmd_issue_reopen, 1, 1, "ISSUE", "consent that a closed issue is sounded again",
     "In force when every seat that it concerns has consented.", CLI_ACTS},
    {"say", NULL, cmd_say, 1, 1, "[--could-recommend | --under-instruction] TEXT",
     "say a line (thinking aloud by default)",
     "One line of at most 4,096 bytes. A text that begins with -- goes after a word --.", CLI_ACTS},
    {"log", NULL, cmd_log, 0, 0,
     "[--seat ID] [--kind KIND] [--since DAY] [--until DAY] [--last N] [--before N]",
     "what was said and done",
     "DAY: 2026-12-01, the whole day in universal time, or an hour, 2026-12-01T10:00.\n"
     "  KIND is a word of --json: said, seat_standing, meeting_called, ...\n"
     "  --last 20: the newest twenty; --before N: of those before line N of --json.",
     CLI_READS},
    {"search", NULL, cmd_search, 1, 1,
     "WORDS [--seat ID] [--kind KIND] [--since DAY] [--until DAY] [--last N] [--before N]",
     "the lines of your record that hold all these words",
     "Capital letters make no difference. The options are those of log.", CLI_READS},
    {"rules", NULL, cmd_rules, 0, 0, "", "the rules of this table, in words", "", CLI_READS},
    {"sound", "open", cmd_sound_open, 1, TABLE_MAX_ISSUES, "ISSUE... | all [--seats ID,ID...] [--day DAY]",
     "open a sounding: is there room?",
     "All seats that one of the issues concerns are required. Others learn only: room, or no room.\n"
     "  --day 2026-12-01T10:00 (universal time): every desk takes part then, whether its person entered "
     "anything or not.",
     CLI_ACTS},
    {"sound", "range", cmd_sound_range, 2, TABLE_MAX_ISSUES + 1,
     "QUESTION ISSUE... --from N --to N [--step N] [--unit TEXT]", "the same for a number",
     "The entry is an interval: {\"range\": [10, 40]}. Others learn only: room, or no room.", CLI_ACTS},
    {"sound", "yes", cmd_sound_yes, 2, TABLE_MAX_ISSUES + 1, "TEXT ISSUE...", "do all say yes to a text?",
     "Others learn only: all, or not all.", CLI_ACTS},
    {"sound", "ready", cmd_sound_ready, 2, TABLE_MAX_ISSUES + 1, "TEXT ISSUE... [--at-least N]",
     "are enough ready? told to those alone who are",
     "All seats below five; from five on at least two thirds.", CLI_ACTS},
    {"sound", "near", cmd_sound_near, 1, TABLE_MAX_ISSUES, "ISSUE... | all [--steps N,N...]",
     "is there room, and if not, how many points away?",
     "Counts as two runs. Steps are in each seat's own points.", CLI_ACTS},
    {"sound", "exchange", cmd_sound_exchange, 2, 2, "ISSUE ISSUE --seats ID,ID",
     "two seats: would we give this for that?",
     "Each enters at most three pairs; one that both named is opened to both.", CLI_ACTS},
    {"sound", "key", cmd_sound_key, 0, 0, "[--hold] [--of N] [--day DAY]",
     "after room: the second key, turned or held back",
     "When every seat has turned it, one package is opened, always the same. Who did not turn it is not "
     "shown.",
     CLI_ACTS},
    {"sound", "better", cmd_sound_better, 0, 0, "[--of N]",
     "after a package was found: is there one better for somebody, worse for nobody?", "", CLI_ACTS},
    {"sound", "days", cmd_sound_days, 1, TABLE_MAX_ISSUES,
     "ISSUE... | all --first DAY [--every DAYS] [--times N]",
     "agree on days on which it is sounded whether there is room",
     "Each seat that the issues concern says the same. Then the desks open a sounding for each of these days "
     "by "
     "themselves, and nobody sees who wanted to know. Without --every 7 days, without --times 3.",
     CLI_ACTS},
    {"sound", "enter", cmd_sound_enter, 0, 1, "FILE | --yes | --no [--sounding N]",
     "enter what you could live with; it stays on this desk", "", CLI_ACTS},
    {"sound", "seal", cmd_sound_seal, 0, 0, "[--sounding N] [--patience SECONDS] [--only-seal]",
     "seal your entry, wait, and learn the answer",
     "Waits 600 seconds for the others unless told otherwise (1 to 86,400). Ctrl-C stops it.\n"
     "With --only-seal it does not wait: tracktwo sound attend goes on when all have sealed.",
     CLI_ACTS},
    {"sound", "attend", cmd_sound_attend, 0, 0, "[--patience SECONDS]",
     "take part in every sounding whose day has come, or which all have sealed",
     "With what was entered, or with an empty entry: nothing on the wire tells the two apart.", CLI_ACTS},
    {"sound", "place", cmd_sound_place, 1, 1, "FILE [--sounding N]",
     "where the package that was opened stands in your own order", "Nothing leaves this desk.", CLI_READS},
    {"sound", "status", cmd_sound_status, 0, 0, "", "all soundings of the table", "", CLI_READS},
    {"sound", "history", cmd_sound_history, 0, 0, "", "what was asked, and what was answered", "", CLI_READS},
    {"sound", "stop", cmd_sound_stop, 0, 0, "[--sounding N]", "take your entry back, or stop",
     "Before sealing: your entry is forgotten, and nobody sees it; without an entry, what you have opened "
     "and "
     "nobody has sealed is withdrawn. After: the others see that it stopped.",
     CLI_ACTS},
    {"wipe", NULL, cmd_wipe, 0, 0, "--everything", "forget this desk for good: keys, record and entries",
     "Its file is overwritten and removed; the others keep their record. What the disk keeps of older "
     "versions of "
     "the file stays sealed under the passphrase.",
     CLI_ACTS},
    {"relay", NULL, cmd_relay, 0, WORDS_MAX, "--state FOLDER [--listen ADDRESS:PORT]",
     "start a relay on this machine", "Becomes the program tracktwo-relay; its options go with it.",
     CLI_TERMINAL},
    {"demo", NULL, cmd_demo, 0, 0, "[--table FILE] [--keep FOLDER] [--pages]",
     "four desks and a relay sound the example table", "", CLI_TERMINAL},
    {"help", NULL, cmd_help, 0, 2, "[NOUN [VERB] | soundings]",
     "this text, more about one subcommand, or what each sounding reveals", "", CLI_TERMINAL},
    {"desk", NULL, cmd_desk, 0, 0, "[--port N] [--no-browser]",
     "open the page in a browser: all of this, for people",
     "Also without any subcommand. Nobody else can open it: the link works once, on this machine alone. "
     "Given "
     "once more while the page is open it makes a new link.",
     CLI_TERMINAL},
};
const size_t cli_n_commands = sizeof cli_commands / sizeof cli_commands[0];

/* ---- help ---- */

#define WORDS_LEN 1024 /* of a subcommand with all its arguments */

static void command_words(const struct cli_command *k, char *out, size_t len)
{
    (void)snprintf(out, len, "%s%s%s%s%s", k->noun, k->verb != NULL ? " " : "",
                   k->verb != NULL ? k->verb : "", k->arguments[0] != '\0' ? " " : "", k->arguments);
}

static int help_one(const struct cli_command *k)
{
    char words[WORDS_LEN];
    command_words(k, words, sizeof words);
    printf("tracktwo %s\n\n  %s\n", words, k->what);
    if (k->more[0] != '\0')
        printf("  %s\n", k->more);
    puts("\nBefore it: --profile FOLDER, --passphrase-file FILE, --lang TAG, --json. More: man tracktwo");
    return CLI_OK;
}

/* All subcommands of a noun; of every noun when it is NULL. How many there were. */
static int help_list(const char *noun)
{
    int n = 0;
    for (size_t i = 0; i < cli_n_commands; i++) {
        const struct cli_command *k = &cli_commands[i];
        char words[WORDS_LEN];
        if (noun != NULL && strcmp(noun, k->noun) != 0)
            continue;
        command_words(k, words, sizeof words);
        printf("  tracktwo %-58s %s\n", words, k->what);
        n++;
    }
    return n;
}

static const struct cli_command *command_find(const char *noun, const char *verb)
{
    for (size_t i = 0; i < cli_n_commands; i++) {
        const struct cli_command *k = &cli_commands[i];
        if (strcmp(k->noun, noun) == 0 && (k->verb == NULL || (verb != NULL && strcmp(k->verb, verb) == 0)))
            return k;
    }
    return NULL;
}

static bool is_noun(const char *word)
{
    for (size_t i = 0; i < cli_n_commands; i++) {
        if (strcmp(cli_commands[i].noun, word) == 0)
            return true;
    }
    return false;
}

int cmd_help(struct cli *c)
{
    if (c->argc > 0) {
        const struct cli_command *k = command_find(c->argv[0], c->argc > 1 ? c->argv[1] : NULL);
        if (k != NULL)
            return help_one(k);
        if (c->argc == 1 && strcmp(c->argv[0], "soundings") == 0) {
            for (size_t i = 0; i < sizeof help_soundings / sizeof help_soundings[0]; i++)
                puts(help_soundings[i]);
            return CLI_OK;
        }
        if (c->argc == 1 && help_list(c->argv[0]) > 0)
            return CLI_OK;
        return cli_error(c, CLI_USAGE, "There is no subcommand %s. All of them: tracktwo help", c->argv[0]);
    }
    puts("Track Two: for talks that officially are not happening.\n");
    (void)help_list(NULL);
    puts("\nWhat each sounding reveals, in plain words: tracktwo help soundings");
    puts("Before the subcommand: --profile FOLDER (this seat's folder), --passphrase-file FILE, --json,\n"
         "--lang TAG (en, uk, ru, fr or ar).\n"
         "After it: --help says more.\n"
         "Exit: 0 done, 1 refused by a rule, 2 wrong command line, 3 relay or machine, 4 stopped or not "
         "heard,\n"
         "5 wrong passphrase or file.");
    return CLI_OK;
}

/* ---- what the subcommands print ---- */

static int error_object(const struct cli *c, enum cli_exit code, const char *text, json_t *more)
{
    if (c->json) {
        json_t *o = json_pack("{s:b, s:o, s:i}", "ok", 0, "error", cli_json_text(text), "exit", (int)code);
        if (o != NULL && more != NULL)
            (void)json_object_update(o, more);
        cli_json(c, o);
    } else {
        cli_note(text);
    }
    json_decref(more);
    return (int)code;
}

__attribute__((format(printf, 4, 0))) static int error_said(const struct cli *c, enum cli_exit code,
                                                            json_t *more, const char *fmt, va_list args)
{
    char text[DESK_PATH_MAX + 1400];
    (void)vsnprintf(text, sizeof text, cli_say(fmt), args);
    if (cli_held() != NULL)
        held_sentences(text);
    return error_object(c, code, text, more);
}

int cli_error(const struct cli *c, enum cli_exit code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int out = error_said(c, code, NULL, fmt, args);
    va_end(args);
    return out;
}

int cli_error_with(const struct cli *c, enum cli_exit code, json_t *more, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int out = error_said(c, code, more, fmt, args);
    va_end(args);
    return out;
}

enum cli_exit cli_exit_of(int err)
{
    switch (err) {
    case T2_E_REFUSED:
    case T2_E_EXISTS:
    case T2_E_MISSING:
    case T2_E_STATE:
        return CLI_REFUSED;
    case T2_E_ABORT:
    case T2_E_TIMEOUT:
        return CLI_STOPPED;
    case T2_E_ARGUMENT:
        return CLI_USAGE;
    default:
        return t2_err_band(err) == T2_BAND_PEER ? CLI_WRONG : CLI_ENVIRONMENT;
    }
}

int cli_problem(const struct cli *c, int err, const struct desk_problem *why)
{
    char text[sizeof why->text];
    (void)snprintf(text, sizeof text, "%s", why->text[0] != '\0' ? why->text : cli_say(t2_err_text(err)));
    if (cli_held() != NULL)
        held_sentences(text);
    json_t *more = json_pack("{s:s}", "code", t2_err_name(err));
    if (more != NULL && why->refusal != TABLE_R_NONE)
        (void)json_object_set_new(more, "refusal", json_string(table_refusal_name(why->refusal)));
    if (more != NULL && why->seats != 0)
        (void)json_object_set_new(more, "seats", json_integer((json_int_t)why->seats));
    return error_object(c, cli_exit_of(err), text, more);
}

void cli_note(const char *text)
{
    if (cli_held() != NULL)
        (void)json_array_append_new(cli_held()->call->notes, cli_json_text(text));
    else
        (void)fprintf(stderr, "%s\n", cli_shown(text));
}

void cli_json(const struct cli *c, json_t *object)
{
    if (cli_held() != NULL) {
        json_decref(cli_held()->call->result);
        cli_held()->call->result = json_incref(object);
    } else if (c->json && object != NULL) {
        (void)json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
        putchar('\n');
    }
    json_decref(object);
}

/* ---- the options of all ---- */

static int profile_set(struct cli *c, const char *folder)
{
    int n = snprintf(c->profile, sizeof c->profile, "%s", folder);
    if (n > 0 && (size_t)n < sizeof c->profile)
        return 0;
    c->profile[0] = '\0';
    return cli_error(c, CLI_USAGE, "The name of the folder is empty or too long.");
}

static int profile_default(struct cli *c)
{
    char folder[DESK_PATH_MAX + 64];
    const char *home = getenv("HOME");
    if (c->profile[0] != '\0')
        return 0;
    if (home == NULL || home[0] == '\0')
        return cli_error(c, CLI_USAGE,
                         "No home folder is known here. Name this seat's folder with --profile.");
    (void)snprintf(folder, sizeof folder, "%s/.local/share/tracktwo", home);
    return profile_set(c, folder);
}

/* Options before the subcommand. *at moves to the first word; -1 to go on, else the exit code. */
static int options(struct cli *c, int argc, char **argv, int *at)
{
    for (; *at < argc && strncmp(argv[*at], "--", 2) == 0; ++*at) {
        const char *name = argv[*at];
        bool value = *at + 1 < argc;
        if (strcmp(name, "--json") == 0)
            c->json = true;
        else if (strcmp(name, "--quick-lock") == 0)
            c->quick = true;
        else if (strcmp(name, "--help") == 0)
            return cmd_help(c);
        else if (strcmp(name, "--profile") == 0 && value) {
            if (profile_set(c, argv[++*at]) != 0)
                return CLI_USAGE;
        } else if (strcmp(name, "--passphrase-file") == 0 && value)
            c->passphrase_file = argv[++*at];
        else if (strcmp(name, "--lang") == 0 && value) {
            if (!cli_lang_set(argv[++*at], c->json))
                return cli_error(c, CLI_USAGE, "%s is none of en, uk, ru, fr, ar.", argv[*at]);
        } else
            return cli_error(c, CLI_USAGE,
                             "Unknown option %s, or its value is missing. `tracktwo help` lists them.", name);
    }
    return -1;
}

/* The subcommand that the words begin with, or why there is none. */
static int find(struct cli *c, int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : NULL;
    c->self = command_find(argv[0], verb);
    if (c->self != NULL) {
        int words = c->self->verb != NULL ? 2 : 1;
        c->argc = argc - words;
        c->argv = argv + words;
        return 0;
    }
    if (is_noun(argv[0]))
        return cli_error(c, CLI_USAGE, "`tracktwo %s` needs another word after it. Which: tracktwo help %s",
                         argv[0], argv[0]);
    if (verb == NULL)
        return cli_error(c, CLI_USAGE, "Unknown subcommand %s. `tracktwo help` lists them.", argv[0]);
    return cli_error(c, CLI_USAGE, "Unknown subcommand %s %s. `tracktwo help` lists them.", argv[0], verb);
}

static bool reads(const struct cli_command *k, const char *word)
{
    return k->page == CLI_READS ||
           (k->page == CLI_ASKS &&
            (word == NULL || strcmp(word, "list") == 0 || strcmp(word, "show") == 0 ||
             strcmp(word, "mission") == 0 || strcmp(word, "own") == 0 || strcmp(word, "check") == 0));
}

bool cli_reads(const char *noun, const char *verb, const char *word)
{
    const struct cli_command *k = command_find(noun, verb);
    return k != NULL && reads(k, word);
}

int cli_call(struct cli *c, int argc, char **argv, bool only_reads)
{
    int code = argc == 0 ? cli_error(c, CLI_USAGE, "A call has no words.") : find(c, argc, argv);
    if (code == 0 && c->self->page == CLI_TERMINAL)
        return cli_error(c, CLI_USAGE, "This is for the command line alone. Nothing was done.");
    if (code == 0 && only_reads && !reads(c->self, c->argc > 0 ? c->argv[0] : NULL))
        return cli_error(c, CLI_STOPPED,
                         "A sounding is running. Nothing was done. Wait until it has ended, or stop it.");
    return code != 0 ? code : c->self->run(c);
}

int main(int argc, char **argv)
{
    static struct cli c;
    int at = 1;
    held_json_memory();
    c.passphrase_file = getenv("T2_PASSPHRASE_FILE");
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        c.json = c.json || strcmp(argv[i], "--json") == 0; /* also for what is wrong before it */
    (void)cli_lang_set(NULL, c.json);
    int code = options(&c, argc, argv, &at);
    if (code >= 0)
        return code;
    char *alone[] = {"desk", NULL};
    bool is_alone = at == argc;
    if (!is_alone && at + 1 < argc && strcmp(argv[at + 1], "--help") == 0 &&
        command_find(argv[at], NULL) == NULL && help_list(argv[at]) > 0)
        return CLI_OK;
    if ((code = is_alone ? find(&c, 1, alone) : find(&c, argc - at, argv + at)) != 0)
        return code;
    (void)cli_flag(&c, "--json");
    if (c.self->run != cmd_relay && cli_flag(&c, "--help"))
        return help_one(c.self);
    (void)umask(S_IRWXG | S_IRWXO);
    if (t2_init() != 0 || t2_process_harden() != 0)
        return cli_error(&c, CLI_ENVIRONMENT,
                         "The machine gives no randomness, or no protection of memory. Nothing was done.");
    return profile_default(&c) != 0 ? CLI_USAGE : c.self->run(&c);
}
