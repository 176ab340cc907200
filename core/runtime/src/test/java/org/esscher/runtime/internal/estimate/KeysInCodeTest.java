package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Model;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Four rows of the prompts b, a, b and c. */
class KeysInCodeTest {
  private final Arena arena = Arena.root("test");
  private final Batch rows =
      arena.batch(
          Map.of(
              "prompt_id", arena.texts(List.of("b", "a", "b", "c")),
              "example_id", arena.integers(7, 5, 7, 9),
              "reward", arena.numbers(1, 2, 3, 4)));

  @AfterEach
  void close() {
    arena.close();
  }

  /** A learner that fits nothing. */
  private record Reading(Function<Slot, Map<String, Expr>> of) implements Learner {
    @Override
    public Map<String, Expr> reads(Inputs in) {
      return of.apply(in.slot("rows").groupedBy("prompt_id"));
    }

    @Override
    public State fit(Data data, State previous, Context context) {
      throw new AssertionError("only the data is looked at");
    }

    @Override
    public Model load(State fitted, Context context) {
      throw new AssertionError("nothing was fitted");
    }
  }

  private Data read(Function<Slot, Map<String, Expr>> of) {
    return new Estimation()
        .fill(new Reading(of), Map.of("rows", rows), null, new OutsideARun(arena));
  }

  @Test
  void keysAreReadAsTheyAreStored() {
    Data data =
        read(
            slot ->
                Map.of(
                    "prompt", slot.key("prompt_id"),
                    "example", slot.key("example_id"),
                    "reward", slot.column("reward", Level.ROW)));

    // The slot is grouped by the prompt, so that its key is one a group: b, a, c.
    assertThat(texts(data.get("prompt"))).containsExactly("b", "a", "c");
    assertThat(data.get("example").toArray()).containsExactly(7, 5, 7, 9);
    assertThat(data.get("reward").toArray()).containsExactly(1, 2, 3, 4);
  }

  private static List<String> texts(Column column) {
    return IntStream.range(0, column.rows()).mapToObj(column::text).toList();
  }

  /** How often the key of the first row occurs. */
  private record FirstKey() implements CustomStatistic {
    @Override
    public Map<String, Expr> reads(Inputs in) {
      return Map.of("id", in.slot("rows").key("example_id"));
    }

    @Override
    public Map<String, Double> evaluate(Data data, Context context) {
      List<String> ids = texts(data.get("id"));
      return Map.of("first", (double) ids.stream().filter(ids.get(0)::equals).count());
    }
  }

  @Test
  void statisticsInCodeReadThemToo() {
    assertThat(
            new Estimation()
                .estimate(
                    new FirstKey(),
                    Map.of("rows", rows),
                    State.empty(),
                    null,
                    new OutsideARun(arena),
                    false)
                .value("first"))
        .isEqualTo(2);
  }

  @Test
  void aColumnThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> read(slot -> Map.of("id", slot.key("user_id"))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("slot rows has no column 'user_id'");
  }

  @Test
  void nothingCanBeComputedOfAKey() {
    assertThatThrownBy(() -> read(slot -> Map.of("twice", slot.key("example_id").times(2))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("is a key, and nothing can be computed of it");
    Statistic statistic = in -> Map.of("id", in.slot("rows").key("example_id"));
    assertThatThrownBy(
            () ->
                new Estimation()
                    .estimate(
                        statistic,
                        Map.of("rows", rows),
                        State.empty(),
                        null,
                        new OutsideARun(arena),
                        false))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("is a key");
  }
}
