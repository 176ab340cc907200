package org.esscher.runtime.internal.expression;

/**
 * What each block gave for each of some values, of all partitions' blocks in their order.
 *
 * @param parts by value: block after block, as many numbers as the value is wide
 * @param before blocks of the partitions before this one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of numbers
record BlockParts(double[][] parts, int before) {
  /**
   * Puts them together.
   *
   * @param own this partition's
   * @param widths of the values
   * @param exchange tells the others' parts
   */
  static BlockParts joined(double[][] own, int[] widths, Exchange exchange) {
    if (exchange == Exchange.ALONE || own.length == 0) {
      return new BlockParts(own, 0);
    }
    int width = 0;
    for (int w : widths) {
      width += w;
    }
    double[][] all = exchange.gather(packed(own));
    int blocks = 0;
    int before = 0;
    for (int partition = 0; partition < all.length; partition++) {
      int here = all[partition].length / width;
      before += partition < exchange.partition() ? here : 0;
      blocks += here;
    }
    double[][] parts = new double[own.length][];
    int from = 0;
    for (int k = 0; k < parts.length; k++) {
      parts[k] = new double[blocks * widths[k]];
      int to = 0;
      for (double[] partition : all) {
        int here = partition.length / width;
        System.arraycopy(partition, here * from, parts[k], to, here * widths[k]);
        to += here * widths[k];
      }
      from += widths[k];
    }
    return new BlockParts(parts, before);
  }

  private static double[] packed(double[][] own) {
    int length = 0;
    for (double[] values : own) {
      length += values.length;
    }
    double[] packed = new double[length];
    int at = 0;
    for (double[] values : own) {
      System.arraycopy(values, 0, packed, at, values.length);
      at += values.length;
    }
    return packed;
  }
}
