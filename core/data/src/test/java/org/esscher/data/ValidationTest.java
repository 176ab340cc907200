package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.esscher.api.Column;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Vocabulary.Range;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ValidationTest {
  private final Arena arena = Arena.root("test");

  @AfterEach
  void close() {
    arena.close();
  }

  private void check(Validation validation, String name, Column column) {
    validation.check(arena.batch(Map.of(name, column)), row -> "log, line " + (row + 1));
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(String name, Column column) {
    return assertThatThrownBy(() -> check(Validation.vocabulary(), name, column))
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA));
  }

  @Test
  void acceptsTheEdgesOfRanges() {
    check(Validation.vocabulary(), "propensity", arena.numbers(Double.MIN_VALUE, 1));
    check(Validation.vocabulary(), "discount", arena.numbers(0, 1));
    check(Validation.vocabulary(), "reward", arena.numbers(-1e308, Double.NEGATIVE_INFINITY));
    check(Validation.vocabulary(), "weight", arena.numbers(0));
    check(Validation.vocabulary(), "my_own", arena.numbers(Double.NaN));
  }

  @Test
  void namesPlaceColumnValueAndRange() {
    refused("propensity", arena.numbers(0.5, 1.2))
        .hasMessage(
            "log, line 2, column 'propensity', value 1.2: a probability within (0, 1] was expected;"
                + " correct or drop the row, or read it without this check");
    refused("propensity", arena.numbers(0)).hasMessageContaining("value 0.0");
    refused("propensity", arena.numbers(Double.NaN)).hasMessageContaining("value NaN");
    refused("reward", arena.numbers(Double.POSITIVE_INFINITY)).hasMessageContaining("-Infinity");
    refused("weight", arena.numbers(-1)).hasMessageContaining("at least 0");
    refused("discount", arena.numbers(1.5)).hasMessageContaining("[0, 1]");
    refused("old_logp", arena.numbers(Double.NEGATIVE_INFINITY)).hasMessageContaining("finite");
  }

  @Test
  void findsTheRowOfAListElement() {
    refused("rewards", arena.lists(new int[] {0, 0, 2, 2, 3}, 1, 2, Double.NaN))
        .hasMessageContaining("line 4");
    refused("hidden", arena.vectorLists(2, new int[] {0, 1, 2}, 1, 2, 3, Double.NaN))
        .hasMessageContaining("line 2");
  }

  @Test
  void canBeChanged() {
    check(Validation.none(), "propensity", arena.numbers(2));
    check(Validation.vocabulary().with("propensity", Range.ANY), "propensity", arena.numbers(2));
    assertThatThrownBy(
            () ->
                check(
                    Validation.none().with("own", Range.FINITE), "own", arena.numbers(Double.NaN)))
        .hasMessageContaining("'own'");
  }
}
