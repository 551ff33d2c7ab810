// Boxes on a photo without asking the site: drawn and moved over it, added, taken off. Without it the site does each.
(function () {
  const photo = document.getElementById("photo")
  const list = document.getElementById("boxes")
  const blank = document.getElementById("box")
  const full = document.getElementById("full")
  const add = document.getElementById("add")
  if (!photo || !list || !blank || !window.PointerEvent) return
  const drawn = photo.querySelector("svg")
  const sides = ["left", "top", "width", "height"]
  const most = 40, least = 1 // boxes; hundredths
  const shares = { small: 0.06, middle: 0.12, large: 0.25 } // of the shorter side
  const slip = 5 // pixels: what moves less was a click
  let held = null // the box under the finger, and where it was taken
  let dragged = false

  const boxes = () => Array.from(list.querySelectorAll("[data-box]"))
  const field = (box, side) => box.querySelector(`[name^="${side}_"]`)
  const number = (text) => (/^\d{1,3}([.,]\d)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : NaN)
  const between = (low, value, high) => Math.min(Math.max(low, value), high)

  function read(box) {
    const told = sides.map((side) => number(field(box, side).value))
    return told.some(Number.isNaN) ? null : { left: told[0], top: told[1], width: told[2], height: told[3] }
  }
  function write(box, at) {
    const width = between(least, at.width, 100), height = between(least, at.height, 100)
    const told = { left: between(0, at.left, 99), top: between(0, at.top, 99), width: width, height: height }
    for (const side of sides) field(box, side).value = String(Math.round(told[side] * 10) / 10)
  }
  function shape(name, kind, at) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name)
    if (kind) made.setAttribute("class", kind)
    for (const [key, value] of Object.entries(at)) made.setAttribute(key, value)
    return made
  }
  function show() {
    const groups = boxes().map(function (box, index) {
      for (const one of box.querySelectorAll("[data-place]")) one.textContent = index + 1
      const at = read(box)
      const group = shape("g", box.querySelector('[name^="proposed_"]') ? "gp-boxes__proposed" : "", {})
      if (!at) return group
      const place = { x: `${at.left}%`, y: `${at.top}%`, width: `${at.width}%`, height: `${at.height}%` }
      const text = shape("text", "", { x: place.x, y: place.y, dx: 4, dy: 16 })
      text.textContent = index + 1
      group.append(shape("rect", "gp-boxes__edge", place), shape("rect", "gp-boxes__line", place), text)
      return group
    })
    drawn.replaceChildren(...groups)
    full.hidden = groups.length < most
  }
  function next(at) {
    if (boxes().length >= most) return null
    const taken = new Set(boxes().map((box) => field(box, "left").name.split("_")[1]))
    let free = 1
    while (taken.has(String(free))) free += 1
    const made = blank.content.cloneNode(true)
    for (const one of made.querySelectorAll("*")) {
      for (const key of ["id", "for", "name"]) {
        if (one.hasAttribute(key)) one.setAttribute(key, one.getAttribute(key).replace(/_next/, `_${free}`))
      }
      if (one.hasAttribute("data-off")) one.value = `off-${free}`
    }
    list.append(made)
    const box = boxes().pop()
    write(box, at)
    show()
    return box
  }
  // A square of the chosen size with its middle here, without what reaches over the edges.
  function around(x, y) {
    const chosen = document.querySelector("[name=size]:checked")
    const where = drawn.getBoundingClientRect()
    const side = (shares[chosen ? chosen.value : "middle"] || shares.middle) * Math.min(where.width, where.height)
    const across = (side / where.width) * 50, down = (side / where.height) * 50
    return span({ x: Math.max(0, x - across), y: Math.max(0, y - down) }, { x: x + across, y: y + down })
  }
  function span(one, other) {
    const left = Math.min(one.x, other.x), top = Math.min(one.y, other.y)
    return {
      left: left,
      top: top,
      width: Math.min(100, Math.max(one.x, other.x)) - left,
      height: Math.min(100, Math.max(one.y, other.y)) - top,
    }
  }
  function place(event) {
    const where = drawn.getBoundingClientRect()
    return {
      x: between(0, ((event.clientX - where.left) / where.width) * 100, 100),
      y: between(0, ((event.clientY - where.top) / where.height) * 100, 100),
    }
  }
  function under(point) {
    return boxes().reverse().find(function (box) {
      const at = read(box)
      return at && at.left <= point.x && point.x <= at.left + at.width && at.top <= point.y && point.y <= at.top + at.height
    })
  }

  photo.addEventListener("pointerdown", function (event) {
    if (event.button !== 0 || !event.isPrimary) return
    const from = place(event), box = under(from)
    dragged = false
    held = { pointer: event.pointerId, from: from, x: event.clientX, y: event.clientY, box: box, was: box && read(box) }
    event.target.setPointerCapture(event.pointerId)
  })
  photo.addEventListener("pointermove", function (event) {
    if (!held || event.pointerId !== held.pointer) return
    if (!dragged && Math.hypot(event.clientX - held.x, event.clientY - held.y) < slip) return
    dragged = true
    const to = place(event)
    if (held.was) {
      const left = between(0, held.was.left + to.x - held.from.x, Math.max(0, 100 - held.was.width))
      const top = between(0, held.was.top + to.y - held.from.y, Math.max(0, 100 - held.was.height))
      write(held.box, { ...held.was, left: left, top: top })
      show()
    } else if (held.box) {
      write(held.box, span(held.from, to))
      show()
    } else {
      held.box = next(span(held.from, to))
    }
  })
  photo.addEventListener("pointerup", () => (held = null))
  photo.addEventListener("pointercancel", () => (held = null))
  photo.addEventListener("dragstart", (event) => event.preventDefault())
  photo.addEventListener("click", function (event) {
    event.preventDefault()
    const pressed = event.detail === 0 // with a key: that is nowhere in the photo, so the middle
    if (dragged && !pressed) return
    const at = pressed ? { x: 50, y: 50 } : place(event)
    next(around(at.x, at.y))
  })
  add.addEventListener("click", function (event) {
    const box = next(around(50, 50))
    if (!box) return // the site says that it is full
    event.preventDefault()
    field(box, "left").focus()
  })
  list.addEventListener("click", function (event) {
    const off = event.target.closest("[data-off]")
    if (!off) return
    event.preventDefault()
    off.closest("[data-box]").remove()
    show()
    add.focus()
  })
  list.addEventListener("input", show)
  photo.classList.add("gp-boxes--drawn")
  document.getElementById("with-script").hidden = false
  show()
})()
