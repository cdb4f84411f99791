// Amounts as people type them, and said in Vietnamese words: the same as portal/documents/amounts_in_words.py.

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
const GROUPS = ["", "nghìn", "triệu"]
const BILLION = 1_000_000_000
const MOST = 100_000_000_000

// Whole đồng out of "500.000" or "500 000 đ"; null for anything that is not surely an amount.
export function readAmount(text) {
  const written = text.trim().replace(/\s*(đồng|dong|vnđ|vnd|đ|d)\.?$/i, "")
  if (!/^([1-9]\d{0,2}([.,\s])\d{3}(\2\d{3})*|\d+)$/.test(written)) return null
  const amount = Number(written.replace(/\D/g, ""))
  return amount > 0 && amount <= MOST ? amount : null
}

export function grouped(amount) {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ".")
}

export function dongInWords(amount) {
  const even = amount > 0 && amount % 1000 === 0 ? " chẵn" : ""
  const words = `${numberInWords(amount)} đồng${even}`
  return words[0].toUpperCase() + words.slice(1)
}

export function numberInWords(number) {
  if (number === 0) return DIGITS[0]
  const billions = Math.floor(number / BILLION)
  const start = billions ? [...belowBillion(billions, false), "tỷ"] : []
  return [...start, ...belowBillion(number % BILLION, billions > 0)].join(" ")
}

function belowBillion(number, follows) {
  const words = []
  for (const place of [2, 1, 0]) {
    const group = Math.floor(number / 1000 ** place) % 1000
    if (group) words.push(...groupWords(group, follows || words.length > 0), GROUPS[place])
  }
  return words.filter(Boolean)
}

function groupWords(number, follows) {
  const hundreds = Math.floor(number / 100)
  const words = hundreds || follows ? [DIGITS[hundreds], "trăm"] : []
  return [...words, ...tensWords(Math.floor((number % 100) / 10), number % 10, words.length > 0)]
}

function tensWords(tens, unit, afterHundreds) {
  if (tens === 0) return unit ? [...(afterHundreds ? ["linh"] : []), DIGITS[unit]] : []
  const words = tens === 1 ? ["mười"] : [DIGITS[tens], "mươi"]
  return unit ? [...words, unitWord(unit, tens)] : words
}

function unitWord(unit, tens) {
  if (unit === 1 && tens > 1) return "mốt"
  return unit === 5 ? "lăm" : DIGITS[unit]
}
