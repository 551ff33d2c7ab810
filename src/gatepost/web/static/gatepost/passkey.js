// The library tells the console alone that the browser refused a passkey, or that the person stopped it: here it is said.
(function () {
  const refused = document.getElementById("passkey_refused")
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault()
    document.getElementById("main-content").prepend(refused)
    refused.hidden = false
    refused.focus()
  })
})()
