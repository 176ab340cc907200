package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.esscher.api.Column;
import org.esscher.api.Context.Pointwise;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ColumnFunctionTest {
  /** A few roundings of numbers about 1. */
  private static final Offset<Double> ROUNDING = within(1e-15);

  private final Arena arena = Arena.root("test");

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void givesValueAndDerivativeOfEachRow() {
    // f(x) = x² + 3x: f(2) = 10, f′(2) = 7; f(−1) = −2, f′(−1) = 1.
    Pointwise square = at(arena.numbers(2, -1));

    assertThat(square.value().toArray()).containsExactly(10, -2);
    assertThat(square.derivative().toArray()).containsExactly(7, 1);
    assertThat(square.value().ragged()).isFalse();
  }

  @Test
  void keepsTheShapeOfListsAndVectors() {
    Pointwise lists = at(arena.lists(new int[] {0, 2, 2, 3}, 2, -1, 0));
    assertThat(lists.value().toArray()).containsExactly(10, -2, 0);
    assertThat(lists.derivative().toArray()).containsExactly(7, 1, 3);
    assertThat(lists.derivative().start(2)).isEqualTo(2);

    Pointwise vectors = at(arena.vectors(2, 2, -1, 0, 2));
    assertThat(vectors.value().toArray()).containsExactly(10, -2, 0, 10);
    assertThat(vectors.derivative().toArray()).containsExactly(7, 1, 3, 7);
    assertThat(vectors.derivative().width()).isEqualTo(2);
  }

  @Test
  void constantsHaveNoSlope() {
    Pointwise constant = ColumnFunction.evaluate(x -> Expr.of(4), arena.numbers(1, 2, 3), arena);

    assertThat(constant.value().toArray()).containsExactly(4, 4, 4);
    assertThat(constant.derivative().toArray()).containsExactly(0, 0, 0);
  }

  @Test
  void valuesOfRowsDoNotDependOnTheNumberOfRows() {
    double[] many = new double[5000];
    java.util.Arrays.fill(many, 0.3);
    Column column = arena.numbers(many);

    Pointwise sigmoid = ColumnFunction.evaluate(Expr::sigmoid, column, arena);

    // σ(0.3) = 1/(1 + e^−0.3), σ′ = σ(1 − σ).
    double expected = 1 / (1 + Math.exp(-0.3));
    assertThat(sigmoid.value().toArray()).hasSize(5000);
    for (int row : new int[] {0, 4999}) {
      assertThat(sigmoid.value().at(row)).isCloseTo(expected, ROUNDING);
      assertThat(sigmoid.derivative().at(row)).isCloseTo(expected * (1 - expected), ROUNDING);
    }
  }

  @Test
  void refusesWhatIsNoFunctionOfOneNumber() {
    assertThatThrownBy(
            () -> ColumnFunction.evaluate(x -> x.mean(Level.BATCH), arena.numbers(1, 2), arena))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("number by number");
  }

  @Test
  void refusesNumbersThatHaveNoValue() {
    assertThatThrownBy(() -> ColumnFunction.evaluate(Expr::log, arena.numbers(1, -2), arena))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("-2.0")
        .hasMessageContaining("number 1");
    assertThatThrownBy(
            () -> ColumnFunction.evaluate(Expr::exp, arena.numbers(1, Double.NaN), arena))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1");
  }

  private Pointwise at(Column column) {
    return ColumnFunction.evaluate(x -> x.times(x).plus(x.times(3)), column, arena);
  }
}
