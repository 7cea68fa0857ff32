// Measures texts as X does: reads a JSON list of texts from standard input, prints their weights and links.
// Run by hand when the counter or the reference changes:
//   npm install twitter-text@3.1.0 && node twitter_text.mjs < texts.json > twitter_text.json
import { readFileSync } from "node:fs";
import twitter from "twitter-text";

const texts = JSON.parse(readFileSync(0, "utf8"));
const measured = texts.map((text) => ({
  text,
  weighted: twitter.parseTweet(text).weightedLength,
  links: twitter.extractUrls(text),
}));
console.log(JSON.stringify(measured, null, 1));
