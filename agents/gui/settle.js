// Waits until the page is quiet: it is loaded, nothing changed for `quiet` ms, no fetch that
// the page began is open, and no animation that will end is running. Gives up after `limit` ms.
// Resolves to whether it became quiet.
([quiet, limit]) => new Promise((resolve) => {
  const started = performance.now();
  let changed = started;
  const watcher = new MutationObserver(() => { changed = performance.now(); });
  watcher.observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true,
  });
  const animates = () => (document.getAnimations ? document.getAnimations() : []).some((one) => {
    const timing = one.effect && one.effect.getComputedTiming();
    return one.playState === "running" && timing && Number.isFinite(timing.endTime);
  });
  const finish = (isQuiet) => { watcher.disconnect(); resolve(isQuiet); };
  const look = () => {
    const now = performance.now();
    const calm = document.readyState === "complete" && now - changed >= quiet && !animates();
    if (calm) finish(true);
    else if (now - started > limit) finish(false);
    else setTimeout(look, 8);
  };
  look();
})
