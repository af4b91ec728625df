// server.mjs - the complete server on a free port of the loopback interface, as "./course docs" and "./course serve"
// start it.
import {spawn} from "node:child_process";
import {readFileSync} from "node:fs";
import path from "node:path";
import {createInterface} from "node:readline";
import {kPatient} from "./patience.mjs";

// The options with which "./course docs" serves the site: they stand in the script, and are read from there.
export function docs_options(root) {
  const script = readFileSync(path.join(root, "course"), "utf8");
  const extensions = /--no-uploads\s*(?:\\\s*)?--extensions\s+(\S+)/.exec(script);
  if (!extensions) throw new Error("course: does not say with which --extensions it serves the reference");
  return ["--no-uploads", "--extensions", extensions[1]];
}

// Starts `program` and resolves, once it listens, to {origin, stop}.
export async function serve(program, root, options = []) {
  const child = spawn(program, ["0", "--root", root, "--access-log", "/dev/null", ...options],
    {stdio: ["ignore", "ignore", "pipe"]});
  const ended = new Promise((resolve) => child.once("close", resolve));
  const said = [];
  const listening = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not listening after ${kPatient / 1000} s`)), kPatient);
    child.once("error", (error) => { clearTimeout(timer); reject(error); });
    ended.then(() => { clearTimeout(timer); reject(new Error(`ended at once: ${said.join(" | ")}`)); });
    createInterface({input: child.stderr}).on("line", (line) => {
      said.push(line);
      const found = /listening on (http:\/\/[^/\s]+)/.exec(line);
      if (found) { clearTimeout(timer); resolve(found[1]); }
    });
  });
  async function stop() {
    if (child.exitCode === null) child.kill("SIGTERM");
    await ended;
  }
  try {
    return {origin: await listening, stop};
  } catch (error) {
    child.kill("SIGKILL");
    throw new Error(`${program}: ${error.message}`);
  }
}
