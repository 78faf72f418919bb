// What the WP Consent API says about preferences, on the tag. Without a consent type the API allows everything: nobody was asked then.
const tag = document.getElementById("personal-rank-js-module");

function tell() {
  const isGranted = Boolean(window.wp_consent_type) && window.wp_has_consent?.("preferences") === true;
  if (tag !== null) tag.dataset.consent = isGranted ? "granted" : "denied";
}

for (const name of ["wp_listen_for_consent_change", "wp_consent_type_defined"])
  document.addEventListener(name, tell);
addEventListener("pageshow", tell);
tell();
