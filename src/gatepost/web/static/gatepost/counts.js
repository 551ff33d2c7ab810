// Counts a draft for each platform while somebody types, as checks/drafts/counting.py does; without it the answer counts.
(function () {
  const list = document.getElementById("counts")
  const field = list && document.getElementById(list.dataset.for)
  if (!field || !window.Intl || !Intl.Segmenter) return
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })
  const address = /https?:\/\/[^\s<>"]+/gi
  const light = [[0, 0x10ff], [0x2000, 0x200d], [0x2010, 0x201f], [0x2032, 0x2037]]

  function signs(text) {
    return Array.from(segmenter.segment(text.normalize("NFC")), (one) => one.segment)
  }
  function weight(sign) {
    const points = Array.from(sign)
    if (points.length > 1 && points.some((one) => /\p{So}/u.test(one))) return 2
    return points.reduce(function (sum, one) {
      const at = one.codePointAt(0)
      return sum + (light.some((range) => range[0] <= at && at <= range[1]) ? 1 : 2)
    }, 0)
  }
  function count(text, how) {
    if (how === "graphemes") return signs(text).length
    const addresses = (text.match(address) || []).length
    const rest = signs(text.replace(address, ""))
    const own = how === "weighted" ? rest.reduce((sum, one) => sum + weight(one), 0) : rest.length
    return own + addresses * 23
  }
  function show() {
    for (const one of list.querySelectorAll("li")) {
      const letters = count(field.value.trim(), one.dataset.counts)
      one.querySelector(".gp-count").textContent = letters
      one.querySelector(".gp-counted").hidden = letters === 0
      one.querySelector(".gp-most").hidden = letters > 0
      one.querySelector("strong").hidden = letters <= Number(one.dataset.most)
    }
  }
  field.addEventListener("input", show) // and not before: until somebody types the page says what it says without this
})()
