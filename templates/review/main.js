// The page begins.

async function begin() {
  await openData();
  fillOrders();
  fillFilters();
  const settings = read(settingsAs());
  $("seed").value = settings.seed ?? String(data.seed);
  $("hide").checked = settings.hide ?? false;
  $("keys").checked = settings.keys ?? true;
  if ([...$("reader").options].some((option) => option.value === settings.reader)) $("reader").value = settings.reader;
  $("order").value = data.reviewer ? "assigned" : "rank";
  if ([...$("order").options].some((option) => option.value === settings.order)) $("order").value = settings.order;
  openLabels();
  $("reviewer").value = kept.reviewer;
  $("scale").value = kept.scale;
  onHide();
  makeRows();
  fillRows();
  listen();
  await list();
  drawProgress();
  const last = people.find((person) => person.id === settings.open);
  if (last) await open(last, { focus: false });
  document.body.dataset.ready = "true";
  // The first search should not have to wait for every letter to be unpacked.
  setTimeout(searchTexts, 500);
}

begin().catch((error) => {
  problem(`The page could not be opened: ${error.message}. It needs a browser of 2023 or later.`);
});
