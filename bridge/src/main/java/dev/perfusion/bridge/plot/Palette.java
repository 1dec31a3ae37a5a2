package dev.perfusion.bridge.plot;

import java.awt.Color;

/**
 * Colours that people with any colour vision can tell apart (M. Okabe and K. Ito, "Color Universal
 * Design", 2008), darkest first.
 */
final class Palette {
  private static final int[] COLOURS = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9};
  private static final int RGB = 0xffffff;
  private static final int OPAQUE = 0xff;
  private static final int ALPHA_SHIFT = 24;

  private Palette() {}

  static Color solid(int group) {
    return new Color(COLOURS[group % COLOURS.length]);
  }

  /** Lets others show through. */
  static Color tint(int group, double opacity) {
    int colour = COLOURS[group % COLOURS.length];
    return new Color(colour & RGB | (int) Math.round(opacity * OPAQUE) << ALPHA_SHIFT, true);
  }

  /** As CSS has it. */
  static String css(int group) {
    return String.format("#%06x", COLOURS[group % COLOURS.length]);
  }
}
