package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void fractionsHaveFiveSignificantDigits() {
    assertThat(Figures.of(0.0030086263)).isEqualTo("0.0030086");
    assertThat(Figures.of(-2.0778226924836947)).isEqualTo("-2.0778");
    assertThat(Figures.of(0.1 + 0.2)).isEqualTo("0.3");
  }

  @Test
  void wholeNumbersAreShownInFull() {
    assertThat(Figures.of(123456789)).isEqualTo("123456789");
    assertThat(Figures.of(-0.0)).isEqualTo("0");
  }

  @Test
  void theVeryLargeAndSmallHavePowersOfTen() {
    assertThat(Figures.of(1.5e12)).isEqualTo("1.5E12");
    assertThat(Figures.of(2e-7)).isEqualTo("2E-7");
    assertThat(Figures.of(0.00001)).isEqualTo("0.00001");
  }

  @Test
  void whatIsNotFiniteIsTold() {
    assertThat(Figures.of(Double.POSITIVE_INFINITY)).isEqualTo("∞");
    assertThat(Figures.of(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
    assertThat(Figures.of(Double.NaN)).isEqualTo("undefined");
  }

  @Test
  void cellsThatAreNoFractionsStayAsTheyAre() {
    assertThat(Figures.cell(12)).isEqualTo("12");
    assertThat(Figures.cell("-Infinity")).isEqualTo("-Infinity");
    assertThat(Figures.cell(true)).isEqualTo("true");
    assertThat(Figures.cell(null)).isEmpty();
  }

  @Test
  void meansEndWhereTheirErrorsDo() {
    assertThat(Figures.withError(0.56871, 0.011302)).isEqualTo("0.569 ± 0.011");
    assertThat(Figures.withError(1234.5, 132)).isEqualTo("1230 ± 130");
    assertThat(Figures.withError(0.5, 0)).isEqualTo("0.5 ± 0");
  }
}
