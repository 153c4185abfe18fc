// What the pages of the text read.
import { useResult } from "../../use.ts";
import type { Article, TextTable } from "./types.ts";

export const useTextTable = (): TextTable | undefined => useResult<TextTable>(["table", "show"]);
export const useArticles = (): Article[] | undefined => useResult<{ articles: Article[] }>(["text", "list"])?.articles;
export const useArticlesWithWords = (): Article[] | undefined =>
  useResult<{ articles: Article[] }>(["text", "list", "--words"])?.articles;
