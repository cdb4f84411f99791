import assert from "node:assert/strict"
import { test } from "node:test"

import { dongInWords, grouped, readAmount } from "#contributions/amounts_in_words"

const SAID = [
  [1000, "Một nghìn đồng chẵn"],
  [1005, "Một nghìn không trăm linh năm đồng"],
  [15, "Mười lăm đồng"],
  [21000, "Hai mươi mốt nghìn đồng chẵn"],
  [500000, "Năm trăm nghìn đồng chẵn"],
  [1050000, "Một triệu không trăm năm mươi nghìn đồng chẵn"],
  [12850000, "Mười hai triệu tám trăm năm mươi nghìn đồng chẵn"],
  [1000000000, "Một tỷ đồng chẵn"],
  [2000005000, "Hai tỷ không trăm linh năm nghìn đồng chẵn"],
]

for (const [amount, words] of SAID) {
  test(`${amount} is said as on the receipt`, () => assert.equal(dongInWords(amount), words))
}

test("an amount is read as people write it", () => {
  for (const text of ["500.000", "500000", "500 000 đ", "500,000 VND", " 500.000đồng "]) {
    assert.equal(readAmount(text), 500000, text)
  }
})

test("what is not surely an amount is left to the server to refuse", () => {
  for (const text of ["", "0", "-5", "1.5tr", "5.00.000", "500.000,000", "0.500.000", "1e9", "abc", "9".repeat(30)]) {
    assert.equal(readAmount(text), null, text)
  }
})

test("thousands stand apart", () => {
  assert.deepEqual([5, 500, 5000, 1234567].map(grouped), ["5", "500", "5.000", "1.234.567"])
})
