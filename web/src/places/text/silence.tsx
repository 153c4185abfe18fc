// The silence procedure: setting its hour, and breaking it.
import { Confirm } from "../../parts/confirm.tsx";
import { Days } from "../../parts/days.tsx";
import { Field } from "../../parts/field.tsx";
import { setDraft } from "../../drafts.ts";
import { go } from "../../route.ts";
import { say } from "../../say.ts";
import { when, whenUniversal } from "../../time.ts";
import { useDraft } from "../../use.ts";
import { hrefArticle, silenceText, title, type ArticleProps } from "./part.tsx";
import { Versions } from "./run.tsx";
import { seatNames } from "./types.ts";

export function SetSilence({ article: a, table }: ArticleProps) {
  const draft = `text/silence/${a.name}`;
  const [hour, setHour] = useDraft(draft);
  const slot = hour === "" ? undefined : Math.floor(Date.parse(`${hour}:00Z`) / 60_000);
  return (
    <Confirm
      title={title(say("Set a silence"), a)}
      back={hrefArticle(a)}
      words={["text", "silence", "--", a.name, hour]}
      act={say("Set the silence on article %s", a.name)}
      undone={say("Not by you: it ends when a seat breaks it, when a new draft is sent or when the table is paused.")}
      not={slot === undefined ? say("Please name the day and the hour.") : undefined}
      others={say("All seats see the hour. Whom the article concerns can object until then; a pause of the table breaks the silence, too.")}
      onDone={() => {
        setDraft(draft, undefined);
        go("text", "article", a.name);
      }}
    >
      <Days
        label={say("Until when can they object?")}
        hint={say("At least an hour from now, and some minutes more. Give those enough time who have to ask at home.")}
        value={hour}
        onValue={setHour}
      />
      {slot !== undefined && (
        <p>
          <strong>{say("If nobody objects until %s (%s), the draft stands adopted.", when(slot), whenUniversal(slot))}</strong>
        </p>
      )}
      <p>{say("These can object: %s.", seatNames(table.seats, a.concerns))}</p>
      <Versions versions={a.languages} />
    </Confirm>
  );
}

export function BreakSilence({ article: a, table }: ArticleProps) {
  const draft = `text/object/${a.name}`;
  const [remark, setRemark] = useDraft(draft);
  return (
    <Confirm
      title={title(say("Break the silence"), a)}
      back={hrefArticle(a)}
      words={["text", "object", "--", a.name, remark.trim()]}
      act={say("Break the silence on article %s", a.name)}
      undone={say("No. Your objection stays in the record; a silence can be set anew.")}
      not={remark.trim() === "" ? say("Please write what you object to, or what should stand there instead.") : undefined}
      others={say("All see that you objected, and your remark. Silence says nothing: who does not object has adopted the draft, too.")}
      onDone={() => {
        setDraft(draft, undefined);
        go("text", "article", a.name);
      }}
    >
      <p>{silenceText(a, table)}</p>
      <Versions versions={a.languages} />
      <Field
        label={say("Your objection, or the words that you propose")}
        hint={say("What counts is the minute in which it arrives, not the one in which you send it. Do not leave it to the last one.")}
        lines={3}
        value={remark}
        onValue={setRemark}
      />
    </Confirm>
  );
}
