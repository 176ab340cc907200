package org.esscher.plugins.programmablevi;

/**
 * A number with its derivative by one parameter: forward mode.
 *
 * @param value the number
 * @param tangent its derivative
 */
public record Dual(double value, double tangent) {
  /**
   * A constant.
   *
   * @param value the number
   * @return it, with derivative 0
   */
  public static Dual constant(double value) {
    return new Dual(value, 0);
  }

  /**
   * The parameter itself.
   *
   * @param value its value
   * @return it, with derivative 1
   */
  public static Dual variable(double value) {
    return new Dual(value, 1);
  }

  /**
   * Sum.
   *
   * @param other the other term
   * @return this + other
   */
  public Dual plus(Dual other) {
    return new Dual(value + other.value, tangent + other.tangent);
  }

  /**
   * Difference.
   *
   * @param other what is subtracted
   * @return this − other
   */
  public Dual minus(Dual other) {
    return plus(other.times(-1));
  }

  /**
   * Product.
   *
   * @param other the other factor
   * @return this · other
   */
  public Dual times(Dual other) {
    return new Dual(value * other.value, tangent * other.value + value * other.tangent);
  }

  /**
   * Product with a number.
   *
   * @param factor any number
   * @return factor · this
   */
  public Dual times(double factor) {
    return new Dual(factor * value, factor * tangent);
  }

  /**
   * Quotient.
   *
   * @param other the divisor, not 0
   * @return this / other
   */
  public Dual over(Dual other) {
    double quotient = value / other.value;
    return new Dual(quotient, (tangent - quotient * other.tangent) / other.value);
  }

  /**
   * Exponential.
   *
   * @return eˣ
   */
  public Dual exp() {
    double exp = Math.exp(value);
    return new Dual(exp, exp * tangent);
  }

  /**
   * Natural logarithm.
   *
   * @return log x
   */
  public Dual log() {
    return new Dual(Math.log(value), tangent / value);
  }
}
