// Files go up in resumable pieces (tus). What the portal has already is in the page's rows. A file
// chosen again is looked for by its name, size and a sample, compared with all that has arrived,
// and goes on where it stopped.

import {
  ACTIVE,
  faultNamed,
  faultOf,
  fill,
  fingerprintOf,
  inLine,
  isSameSoFar,
  mayHelpAgain,
  minutesLeft,
  newKey,
  newSpeed,
  percentOf,
  sizeText,
  summary,
} from "#footage/upload_facts"

const PIECE = 64 * 1024 * 1024
const RETRIES = [0, 1000, 3000, 5000, 10000, 20000, 30000]
const REFRESH = 3000
const AGAIN = 15000

class FileRow {
  constructor(page, file, kind) {
    Object.assign(this, { page, file, kind, done: 0, speed: 0, state: "waiting", once: newKey() })
    this.element = document.getElementById("upload-row").content.cloneNode(true).firstElementChild
    this.slot("name").textContent = file.name
    this.slot("size").textContent = sizeText(file.size, page.language)
    this.element.addEventListener("click", ({ target }) => {
      const action = target.closest("[data-action]")?.dataset.action
      if (action) this[action]()
    })
  }

  slot(name) {
    return this.element.querySelector(`[data-slot="${name}"]`)
  }

  show(state, sentence = "") {
    this.state = state
    for (const part of this.element.querySelectorAll("[data-state]")) {
      part.hidden = part.dataset.state !== state
    }
    const percent = percentOf(this.done, this.file.size || 1)
    for (const slot of this.element.querySelectorAll('[data-slot="percent"]')) slot.textContent = percent
    const bar = this.element.querySelector("progress")
    bar.value = percent
    bar.hidden = !["comparing", "sending", "paused", "offline", "elsewhere"].includes(state)
    this.showLeft(state)
    const line = this.slot("sentence")
    line.textContent = sentence || line.dataset[state] || ""
    line.hidden = !line.textContent
    this.element.querySelector('[data-action="pause"]').hidden = !["sending", "offline"].includes(state)
    this.element.querySelector('[data-action="resume"]').hidden = state !== "paused"
    this.page.count()
  }

  showLeft(state) {
    const left = this.slot("left")
    left.hidden = state !== "sending"
    const { words, wordsMinutes, wordsMoment } = left.dataset
    const size = (bytes) => sizeText(bytes, this.page.language)
    const minutes = minutesLeft(this.file.size - this.done, this.speed)
    const soon = minutes === null ? "" : minutes < 1 ? wordsMoment : fill(wordsMinutes, { n: Math.ceil(minutes) })
    left.textContent = [fill(words, { done: size(this.done), size: size(this.file.size) }), soon].filter(Boolean).join(", ")
  }

  /** Resolves when the file needs no more of this page: arrived, refused, paused or dropped. */
  async send() {
    if (!this.file.size) return this.show("empty")
    if (this.file.size > this.page.mostBytes) return this.show("large")
    const fingerprint = await fingerprintOf(this.file)
    if (this.fingerprint && this.fingerprint !== fingerprint) return this.cannotBeRead("changed")
    this.fingerprint = fingerprint
    const name = `so-upload-${this.page.ask}-${this.fingerprint}`
    const carried = await withLock(name, (mine) => mine && this.carry().then(() => true))
    if (!carried) this.watch(name)
  }

  /** Another tab carries it. When that one is closed, this one goes on. */
  async watch(name) {
    this.show("elsewhere")
    this.page.refresh()
    await navigator.locks.request(name, () => {})
    if (!this.gone) this.resume()
  }

  carry() {
    return new Promise((settle) => {
      this.settle = settle
      this.look()
    })
  }

  /** What the portal has of this very file is gone on with; nothing of another that looks like it. */
  async look() {
    let earlier
    try {
      earlier = this.tus?.url ? { url: this.tus.url } : await this.page.earlierOf(this)
    } catch {
      const fault = await faultOf(this.file)
      if (fault) return this.cannotBeRead(fault)
      this.again = setTimeout(() => this.look(), AGAIN)
      return this.show("offline")
    }
    if (this.gone || this.state === "paused") return this.settle()
    if (earlier?.status === "received") return this.leaveTo(earlier)
    this.carryOn(earlier?.url ?? null)
  }

  carryOn(url) {
    this.earlierUrl = url
    this.page.rows().find(({ dataset }) => dataset.url === url)?.remove()
    if (!url) this.done = 0 // what was compared was of another file
    this.show("sending")
    this.tus = new globalThis.tus.Upload(this.file, this.options(url))
    this.begin()
  }

  begin() {
    this.measured = { at: performance.now(), done: null }
    this.tus.start()
  }

  /** It has arrived before, whole: the portal's own row stands for it. */
  leaveTo(earlier) {
    this.gone = true
    this.element.remove()
    this.settle()
    this.page.arrived(this, earlier.url)
  }

  compared(done) {
    this.done = done
    this.show("comparing")
  }

  options(uploadUrl) {
    const { page, file, fingerprint, kind, once } = this
    return {
      endpoint: page.endpoint,
      uploadUrl,
      chunkSize: PIECE,
      retryDelays: RETRIES,
      storeFingerprintForResuming: false,
      metadata: { ask: page.ask, filename: file.name, kind, fingerprint, once },
      onProgress: (done) => this.moved(done),
      onShouldRetry: (error) => this.mayRetry(error),
      onSuccess: () => this.arrived(),
      onError: (error) => this.failed(error),
    }
  }

  mayRetry(error) {
    const status = error.originalResponse?.getStatus()
    if (!status && this.state === "sending") this.show("offline")
    if (!status) this.readAgain()
    return mayHelpAgain(status)
  }

  /** No answer is not always no network: the browser stops as well at a file it cannot read on. */
  async readAgain() {
    const fault = await faultOf(this.file, this.done)
    if (fault && !["paused", "refused"].includes(this.state)) this.cannotBeRead(fault)
  }

  moved(done) {
    const now = performance.now()
    const { at, done: before } = this.measured
    if (before !== null && now - at < 500 && done < this.file.size) return
    if (before !== null) this.speed = newSpeed(this.speed, done - before, (now - at) / 1000)
    this.measured = { at: now, done }
    this.done = done
    if (this.state !== "paused") this.show("sending")
  }

  async arrived() {
    this.done = this.file.size
    if (await this.hasChanged()) return this.keepAsItCame()
    this.show("done")
    this.element.querySelector('[data-action="drop"]').hidden = true
    this.page.arrived(this, this.tus.url)
    this.settle()
  }

  /** Whether a recorder or an app has written to the file since it was chosen. One that is gone
   * has arrived as it was. */
  async hasChanged() {
    try {
      return (await fingerprintOf(this.file)) !== this.fingerprint
    } catch (fault) {
      return faultNamed(fault) === "changed"
    }
  }

  /** What has arrived is not taken away: it may be all that there will be. Our row says what is so. */
  keepAsItCame() {
    const { url } = this.tus
    this.tus = null
    this.show("changed")
    this.page.arrived(this, url)
    this.settle()
  }

  failed(error) {
    const status = error.originalResponse?.getStatus()
    if (mayHelpAgain(status)) {
      this.show("offline")
      this.again = setTimeout(() => this.begin(), AGAIN)
      return
    }
    this.show("refused", error.originalResponse.getBody())
    this.settle()
  }

  /** The memory stick was pulled out, or something writes to the file. */
  cannotBeRead(fault) {
    clearTimeout(this.again)
    this.tus?.abort().catch(() => {})
    this.show("refused", this.slot("sentence").dataset[fault === "changed" ? "changing" : fault])
    this.settle?.()
  }

  networkIsBack() {
    if (this.state !== "offline") return
    clearTimeout(this.again)
    if (this.tus) this.begin()
    else this.look()
  }

  pause() {
    clearTimeout(this.again)
    this.tus?.abort()
    this.show("paused")
    this.settle?.()
  }

  resume() {
    this.show("waiting")
    this.page.queue(this)
  }

  async drop() {
    clearTimeout(this.again)
    this.gone = true
    try {
      await this.tus?.abort(true)
    } catch {
      // Not dropped over there: its row comes back with the next look, and can be dropped again.
    }
    this.settle?.()
    this.element.remove()
    this.page.count()
  }
}

/** One tab carries a file; another that tries learns so. Without locks the portal says it (423). */
async function withLock(name, work) {
  if (!navigator.locks) return work(true)
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => work(Boolean(lock)))
}

class Page {
  constructor(section) {
    const { endpoint, ask, rows, deliveryRecord, mostBytes } = section.dataset
    Object.assign(this, { section, endpoint, ask, rowsUrl: rows, deliveryRecord, mostBytes: Number(mostBytes) })
    this.language = document.documentElement.lang || "vi"
    this.words = document.getElementById("upload-words").dataset
    this.form = document.querySelector("[data-send]")
    this.mine = new Set()
    this.line = inLine()
  }

  list(kind) {
    return document.querySelector(`[data-list="${kind}"]`)
  }

  rows() {
    return [...document.querySelectorAll("li[data-id]")]
  }

  choose(files, kind) {
    this.form.querySelector("[data-nothing]").hidden = true
    for (const file of files) {
      this.forgetRefused(file, kind)
      const row = new FileRow(this, file, kind)
      this.mine.add(row)
      this.list(kind).append(row.element)
      row.show("waiting")
      this.queue(row)
    }
  }

  /** The file that could not be read is chosen again: its row has said so, and goes. */
  forgetRefused(file, kind) {
    const before = [...this.mine].filter((row) => ["changed", "refused"].includes(row.state) && row.kind === kind)
    for (const row of before.filter((row) => row.file.name === file.name)) {
      row.gone = true
      row.element.remove()
    }
  }

  /** One after the other: on a thin line the first file should arrive first. */
  queue(row) {
    const work = async () => {
      if (!row.gone) await stayAwake(() => row.send())
    }
    this.line(work, (fault) => row.cannotBeRead(faultNamed(fault)))
  }

  /** The upload of which all that the portal has is this file's; undefined where there is none. */
  async earlierOf(chosen) {
    const { kind, file, fingerprint } = chosen
    await this.refresh()
    for (const { dataset } of this.rows()) {
      if (dataset.kind !== kind || Number(dataset.size) !== file.size || dataset.fingerprint !== fingerprint) continue
      const isSame = await isSameSoFar(file, arrivedAt(dataset.digests), (done) => chosen.compared(done))
      if (isSame) return { url: dataset.url, status: dataset.status }
    }
  }

  carried() {
    const rows = [...this.mine].filter((row) => !row.gone && !["changed", "refused"].includes(row.state))
    return rows.map((row) => row.tus?.url ?? row.earlierUrl).filter(Boolean)
  }

  async arrived(row, url) {
    await this.refresh()
    if (row.state !== "changed" && this.rows().some(({ dataset }) => url.endsWith(dataset.url))) {
      row.gone = true
      row.element.remove()
    }
    this.count()
    if (this.willSend) await this.send()
    if (this.sent && !this.isBusy()) location.assign(this.deliveryRecord)
  }

  isBusy() {
    return [...this.mine].some((row) => !row.gone && ACTIVE.has(row.state))
  }

  /** Takes over the portal's rows, except of what this page carries itself. */
  async refresh() {
    const answer = await fetch(this.rowsUrl, { headers: { "X-Requested-With": "fetch" } }).catch(() => null)
    if (!answer?.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
    const carried = this.carried().filter((url) => ![...this.mine].some((row) => row.state === "done" && row.tus.url === url))
    const rows = [...fresh.querySelectorAll("li[data-id]")].filter(
      (row) => !carried.some((url) => url.endsWith(row.dataset.url)) && !this.mirrors(row.dataset),
    )
    const open = new Set(this.rows().filter((row) => row.querySelector("details[open]")).map((row) => row.dataset.id))
    for (const row of this.rows()) {
      if (!row.contains(document.activeElement)) row.remove()
    }
    for (const row of rows.reverse()) {
      if (this.rows().some(({ dataset }) => dataset.id === row.dataset.id)) continue
      if (open.has(row.dataset.id)) row.querySelector("details").open = true
      this.list(row.dataset.kind).prepend(document.adoptNode(row))
    }
    this.count()
  }

  /** Whether one of our rows stands for this upload, which another tab carries. */
  mirrors({ fingerprint, kind, status, offset }) {
    const twin = [...this.mine].find(
      (row) => !row.gone && row.state === "elsewhere" && row.fingerprint === fingerprint && row.kind === kind,
    )
    if (!twin) return false
    if (status !== "receiving") return false // Ours compares itself with it when the other tab lets go.
    twin.done = Number(offset)
    twin.show("elsewhere")
    return true
  }

  /** Something moved: the heading and the counts say so. */
  count() {
    const mine = [...this.mine].filter((row) => !row.gone && row.kind === "footage")
    const states = [
      ...mine.map((row) => row.state),
      ...this.rows()
        .filter(({ dataset }) => dataset.kind === "footage" && dataset.status === "received")
        .map(() => "done"),
    ]
    const rows = this.list("footage").children.length
    const { none, file, files } = this.words
    this.section.querySelector("[data-heading]").textContent = [none, file][rows] ?? fill(files, { n: rows })
    this.section.querySelector("[data-panel]").hidden = !rows
    this.list("clock").hidden = !this.list("clock").children.length
    const line = this.section.querySelector("[data-summary]")
    const text = summary(states, this.words)
    if (line.textContent !== text) line.textContent = text
  }

  /** With files still on their way the page stays; otherwise the form goes as it is. */
  submit(event) {
    const received = this.rows().some(({ dataset }) => dataset.status === "received")
    const arrived = received || [...this.mine].some(({ gone, state }) => !gone && state === "done")
    if (!this.isBusy() && arrived) return
    event.preventDefault()
    if (!this.isBusy()) {
      this.form.querySelector("[data-nothing]").hidden = false
      return
    }
    this.willSend = true
    if (arrived) this.send()
    else this.form.querySelector("[data-will-send]").hidden = false
  }

  async send() {
    const answer = await fetch(this.form.action, { method: "POST", body: new FormData(this.form) }).catch(() => null)
    if (!answer?.ok || !answer.url.endsWith(this.deliveryRecord)) return
    this.willSend = false
    this.sent = true
    this.form.querySelector("[data-will-send]").hidden = true
    this.form.querySelector("[data-sent]").hidden = false
  }

  needsALook() {
    const pending = document.querySelector("li[data-pending]")
    return pending || [...this.mine].some((row) => row.state === "elsewhere")
  }
}

/** Asks the portal how far a file has arrived there, and for digests of its pieces. */
function arrivedAt(address) {
  return async (at) => {
    const answer = await fetch(`${address}?at=${at}`, { headers: { "Tus-Resumable": "1.0.0" } })
    if ([404, 410].includes(answer.status)) return { offset: 1, piece: 1, sha256: [] } // nobody's bytes
    if (!answer.ok) throw new Error(`${answer.status} from ${address}`)
    return answer.json()
  }
}

/** A phone that goes to sleep stops uploading; some let us ask it not to. */
async function stayAwake(work) {
  const lock = await navigator.wakeLock?.request("screen").catch(() => null)
  try {
    return await work()
  } finally {
    await lock?.release()
  }
}

function start(section) {
  const page = new Page(section)
  document.addEventListener("change", ({ target }) => {
    if (!target.dataset.choose) return
    page.choose([...target.files], target.dataset.choose)
    target.value = ""
  })
  page.form.addEventListener("submit", (event) => page.submit(event))
  globalThis.addEventListener("online", () => page.mine.forEach((row) => row.networkIsBack()))
  setInterval(() => page.needsALook() && page.refresh(), REFRESH)
  page.count()
}

const section = globalThis.document?.getElementById("uploads")
if (section) start(section)
