// What stands in a sentence of the program and would be turned round in one that is read from right to left. Pure.

const OWN = /(«[^«»]*»|\d{4}-\d\d-\d\d(?: \d\d:\d\d(?: UTC)?)?)/;

/** The sentence in parts; every second one (the odd indices) is a title in quotation marks, a day or an hour. Together they are the sentence. */
export const isolatedParts = (sentence: string): string[] => sentence.split(OWN);
