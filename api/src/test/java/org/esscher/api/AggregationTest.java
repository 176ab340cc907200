package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AggregationTest {
  private static final Expr TOKENS = Leaves.output("policy", "logp", Level.TOKEN);

  @ParameterizedTest
  @CsvSource({
    "TOKEN_MEAN, 'divide(sum(TOKENS), count(TOKENS))'",
    "SEQUENCE_MEAN_TOKEN_SUM, 'divide(sum(sum(TOKENS)), count(sum(TOKENS)))'",
  })
  void each_has_one_formula(Aggregation aggregation, String formula) {
    assertThat(aggregation.of(TOKENS))
        .hasToString(formula.replace("TOKENS", TOKENS.toString()))
        .returns(Level.BATCH, Expr::level);
  }

  @ParameterizedTest
  @CsvSource({"SEQUENCE_MEAN_TOKEN_MEAN, ROW", "GROUP_MEAN_TOKEN_MEAN, GROUP"})
  void means_of_means_stop_at_their_level(Aggregation aggregation, Level inner) {
    Expr innerMean = aggregation.of(TOKENS).args().get(0).args().get(0);
    assertThat(innerMean.op()).isEqualTo(Op.DIVIDE);
    assertThat(innerMean.level()).isEqualTo(inner);
  }

  @ParameterizedTest
  @EnumSource
  void rows_are_no_tokens(Aggregation aggregation) {
    assertThatThrownBy(() -> aggregation.of(Leaves.logp()))
        .hasMessage(aggregation + " aggregates TOKEN values; rows.policy.logp is at ROW");
  }
}
