package org.esscher.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. */
public final class Figures {
  private static final MathContext TWO = new MathContext(2, RoundingMode.HALF_EVEN);
  private static final MathContext FIVE = new MathContext(5, RoundingMode.HALF_EVEN);

  private Figures() {}

  /**
   * A cell of a table.
   *
   * @param value a number, a truth value, text, or null for an empty cell
   * @return what is shown
   */
  public static String cell(@Nullable Object value) {
    if (value instanceof Double number) {
      return of(number);
    }
    return value == null ? "" : value.toString();
  }

  /**
   * A mean with its standard error, to the error's second digit.
   *
   * @param mean finite
   * @param error finite, 0 or more
   * @return such as {@code 0.5687 ± 0.011}
   */
  static String withError(double mean, double error) {
    if (error == 0) {
      return of(mean) + " ± 0";
    }
    BigDecimal rounded = new BigDecimal(error).round(TWO);
    double to =
        new BigDecimal(mean).setScale(rounded.scale(), RoundingMode.HALF_EVEN).doubleValue();
    return of(to) + " ± " + of(rounded.doubleValue());
  }

  /**
   * Five significant digits; powers of ten for what is very large or small; whole numbers up to
   * nine digits in full.
   *
   * @param value any number
   * @return such as {@code 0.0030086}, {@code 21739}, {@code 1.2E-7}, {@code ∞}
   */
  public static String of(double value) {
    if (Double.isNaN(value)) {
      return "undefined";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(FIVE).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -5 && exponent < 9) {
      return rounded.toPlainString();
    }
    return rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "E" + exponent;
  }
}
