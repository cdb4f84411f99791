// The floor of `bin/bench upload`: @tus/server as its authors set it up. It neither hashes nor syncs.

import { FileStore } from "@tus/file-store"
import { Server } from "@tus/server"

const [directory, port] = process.argv.slice(2)

new Server({ path: "/files", datastore: new FileStore({ directory }) }).listen({
  host: "127.0.0.1",
  port: Number(port),
})
