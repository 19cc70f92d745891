// A second verifier of a receipt, independent of Commonground's own code: written from the specification in
// infra/decisions/0048-crossings.md, for Node 18 or newer, with nothing but what Node brings.
//
//   node receipt.mjs RECEIPT.json [--key PUBLIC-KEY …]
//
// Keys are what `commonground audit key` prints. Without --key the file's own is believed, and a remark says so. Ends with
// 0 for a genuine receipt, with 1 for one that was changed, with 2 when the file can't be read.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const PARTS = ["digest", "form", "key", "manifest", "public_key", "receipt", "signature", "signed_at"];
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const publicKey = (text) => createPublicKey({ format: "der", type: "spki",
  key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(text, "base64")]) });
// Base64 that says the same in another spelling is another file.
const isPlain = (text) => Buffer.from(text, "base64").toString("base64") === text;

function fault(text, keys) {
  let said, manifest;
  try {
    said = JSON.parse(text);
  } catch {
    return "This is no JSON.";
  }
  if (said === null || JSON.stringify(Object.keys(said).sort()) !== JSON.stringify(PARTS)
    || !Object.values(said).every((value) => typeof value === "string") || said.form !== "commonground receipt file 1"
    || PARTS.some((part) => text.split(`"${part}":`).length !== 2)) {
    return "This is no receipt, or parts of it are missing.";
  }
  if (sha256(Buffer.from(said.manifest, "utf8")) !== said.digest) return "What the receipt says was changed.";
  try {
    manifest = JSON.parse(said.manifest);
  } catch {
    return "What the receipt says is no JSON.";
  }
  if (manifest?.receipt !== said.receipt || manifest.form !== "commonground receipt 1") {
    return "The file is of one receipt and its text is of another.";
  }
  if (!isPlain(said.public_key) || !isPlain(said.signature)) return "A key or a signature is spelt otherwise.";
  if (sha256(Buffer.from(said.public_key, "base64")).slice(0, 16) !== said.key) return "The key is another than it is said.";
  if (keys.length > 0 && !keys.includes(said.public_key)) return "Its key is not believed here.";
  const signed = ["commonground receipt 1", said.receipt, said.digest, said.signed_at, said.key].join("\n");
  try {
    const fits = verify(null, Buffer.from(signed), publicKey(said.public_key), Buffer.from(said.signature, "base64"));
    return fits ? null : "The signature is not of this receipt.";
  } catch {
    return "The key is none.";
  }
}

const given = process.argv.slice(2);
const keys = given.filter((_, number) => given[number - 1] === "--key");
const [file] = given.filter((word, number) => word !== "--key" && given[number - 1] !== "--key");
let text;
try {
  text = readFileSync(file, "utf8");
} catch (error) {
  console.error(`${file} can't be read: ${error.code}`);
  process.exit(2);
}
const found = fault(text, keys);
console.log(found ? `not genuine. ${found}` : "genuine");
if (!found && keys.length === 0) console.log("The file's own key was believed: compare it with the published one.");
process.exit(found ? 1 : 0);
