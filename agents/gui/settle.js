// Waits until the page is quiet: it is loaded, nothing changed or scrolled for `quiet` ms, and no
// animation that will end is running. Gives up after `limit` ms. Resolves to whether it became quiet.
([quiet, limit]) => new Promise((resolve) => {
  const pause = 8;
  const started = performance.now();
  let looked = started;
  let calm = 0;
  const stir = () => { calm = 0; };
  const watcher = new MutationObserver(stir);
  document.addEventListener("scroll", stir, {capture: true, passive: true});
  watcher.observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true,
  });
  const animates = () => (document.getAnimations ? document.getAnimations() : []).some((one) => {
    const timing = one.effect && one.effect.getComputedTiming();
    return one.playState === "running" && timing && Number.isFinite(timing.endTime);
  });
  const finish = (isQuiet) => {
    watcher.disconnect();
    document.removeEventListener("scroll", stir, {capture: true});
    resolve(isQuiet);
  };
  const look = () => {
    const now = performance.now();
    // On a busy machine the page may not have run at all since the last look: what is due on it
    // is still to come, so that a long time between two looks counts as a short one.
    calm += Math.min(now - looked, 2 * pause);
    looked = now;
    if (calm >= quiet && document.readyState === "complete" && !animates()) finish(true);
    else if (now - started > limit) finish(false);
    else setTimeout(look, pause);
  };
  look();
})
