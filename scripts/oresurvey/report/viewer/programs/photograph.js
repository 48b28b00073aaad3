"use strict";
/* The photograph: OpenSeadragon over the tiles that the page holds. */

function tileSourceOf(content) {
  const {tile_px: side, levels} = content.photograph;
  return {
    width: content.shown_width,
    height: content.shown_height,
    tileSize: side,
    tileOverlap: 0,
    minLevel: 0,
    maxLevel: levels.length - 1,
    getTileUrl: (level, x, y) => `data:image/webp;base64,${levels[level].tiles[y * levels[level].columns + x]}`,
  };
}

function openPhotograph(content, element) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return OpenSeadragon({
    element,
    tileSources: tileSourceOf(content),
    // Its WebGL drawer smooths pixels when they are shown large.
    drawer: "canvas",
    crossOriginPolicy: false,
    showNavigationControl: false,
    showNavigator: content.shown_width * content.shown_height > 2e6,
    navigatorPosition: "BOTTOM_RIGHT",
    navigatorSizeRatio: 0.14,
    animationTime: still ? 0 : 0.6,
    blendTime: 0,
    maxZoomPixelRatio: 24,
    visibilityRatio: 0.3,
    gestureSettingsMouse: {clickToZoom: false, dblClickToZoom: true},
    gestureSettingsPen: {clickToZoom: false},
    gestureSettingsTouch: {clickToZoom: false, dblClickToZoom: true},
  });
}
