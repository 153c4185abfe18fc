// The whole text on one page that prints, and as a file that opens anywhere. It names no seat.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { offerFile } from "../../parts/files.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Theirs } from "../../parts/theirs.tsx";
import { href } from "../../route.ts";
import { say } from "../../say.ts";
import { whenUniversal } from "../../time.ts";
import { useCall } from "../../use.ts";
import { Parts } from "./part.tsx";
import { useArticlesWithWords, useTextTable } from "./read.ts";
import { Versions } from "./run.tsx";
import { heading, languageName, type Article } from "./types.ts";

const FORMS = {
  html: { name: "text.html", type: "text/html" },
  markdown: { name: "text.md", type: "text/markdown" },
  plain: { name: "text.txt", type: "text/plain" },
} as const;
type Form = keyof typeof FORMS;

export function Print() {
  const all = useArticlesWithWords();
  const table = useTextTable();
  const doing = useCall<{ text: string }>();
  const [form, setForm] = useState<Form>("html");
  const [language, setLanguage] = useState("all");
  const [clean, setClean] = useState<"brackets" | "clean">("brackets");
  const [offered, setOffered] = useState<string>();
  if (all === undefined || table === undefined) return <p role="status">{say("One moment…")}</p>;
  const articles = all.filter((a) => a.status !== "left out");
  const languages = [...new Set(articles.flatMap((a) => (a.languages ?? []).map((v) => v.language)))];
  const write = async (): Promise<void> => {
    setOffered(undefined);
    const words = ["text", "export", "--form", form, ...(language === "all" ? [] : ["--language", language]), ...(clean === "clean" ? ["--clean"] : [])];
    const answer = await doing.run(words);
    if (!answer.ok) return;
    offerFile(FORMS[form].name, new TextEncoder().encode(answer.result.text), FORMS[form].type);
    setOffered(FORMS[form].name);
  };
  return (
    <Page title={say("The negotiating text")} back={href("text")}>
      <div class="screen-only">
        <h2>{say("As a file")}</h2>
        <Choice<Form>
          label={say("What kind of file?")}
          options={[
            { value: "html", label: say("A page that prints well"), hint: say("Opens in every browser.") },
            { value: "markdown", label: say("Text with simple marks"), hint: "Markdown" },
            { value: "plain", label: say("Plain text") },
          ]}
          value={form}
          onValue={setForm}
        />
        {languages.length > 1 && (
          <Choice
            label={say("Language")}
            options={[{ value: "all", label: say("All, side by side") }, ...languages.map((l) => ({ value: l, label: languageName(l) }))]}
            value={language}
            onValue={setLanguage}
          />
        )}
        <Choice<"brackets" | "clean">
          label={say("Which words?")}
          options={[
            { value: "brackets", label: say("With its brackets") },
            { value: "clean", label: say("The clean text: of each bracket the first alternative") },
          ]}
          value={clean}
          onValue={setClean}
        />
        <Outcome answer={doing.answer} />
        {offered !== undefined && <Notice kind="done">{say("The file is where your browser puts what it downloads: %s", offered)}</Notice>}
        <Act busy={doing.busy} onAct={() => void write()}>
          {say("Write the file")}
        </Act>
        <h2>{say("On paper")}</h2>
        <button type="button" onClick={() => window.print()}>
          {say("Print this page")}
        </button>
      </div>
      <p>
        <Theirs>{table.title}</Theirs> · {whenUniversal(table.now_slot)}
      </p>
      <Parts items={articles} of={60}>
        {(shown) => shown.map((a) => <OnPaper key={a.name} article={a} />)}
      </Parts>
    </Page>
  );
}

function OnPaper({ article: a }: { article: Article }) {
  return (
    <section class="on-paper">
      <h2>
        <Theirs>{heading(a)}</Theirs>
      </h2>
      <p class="hint">{say(a.status)}</p>
      <Versions versions={a.languages ?? []} ages />
    </section>
  );
}

