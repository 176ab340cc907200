package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Objectives in code that may be split give shard by shard what they give at once: to the last bit
 * here, since whole numbers are added up.
 */
class SplitObjectiveTest {
  /** Three shards; groups of four rows that lie far apart. */
  private static final int ROWS = 10_000;

  private static final State BEFORE = State.empty().with("rows", 5);

  private final Arena arena = Arena.root("test");

  @AfterEach
  void close() {
    arena.close();
  }

  /** What a part gives beside what it should. */
  private enum Fault {
    NONE,
    OTHER_LOSS,
    LONGER_STATE,
    TOO_FEW
  }

  /** Σ logp·(x + the group's sum of x) over tokens. */
  private record Code(Split split, Fault fault) implements CustomObjective {
    @Override
    public Map<String, Expr> reads(Inputs in) {
      Slot rows = in.slot("rows").groupedBy("group_id");
      Map<String, Expr> reads = new LinkedHashMap<>();
      reads.put("logp", rows.output("policy", "logp", Level.TOKEN));
      reads.put("level", rows.column("x", Level.ROW).sum(Level.GROUP));
      reads.put("key", rows.key("group_id"));
      return reads;
    }

    @Override
    public Result estimate(Data data, State state, Context context) {
      Column logp = data.get("logp");
      Column x = data.batch("rows").column("x");
      Column ids = data.batch("rows").column("group_id");
      int[] group = data.groups("rows");
      double[] cotangents = logp.toArray();
      double sum = 0;
      double[] seen = new double[2];
      for (int row = 0; row < logp.rows(); row++) {
        assertThat(data.get("key").text(group[row])).isEqualTo(ids.text(row));
        for (int token = logp.start(row); token < logp.start(row + 1); token++) {
          double factor = x.at(row) + data.get("level").at(group[row]);
          sum += logp.at(token) * factor;
          cotangents[token] = factor;
        }
        seen[row % 2] += x.at(row);
      }
      int given = fault == Fault.TOO_FEW ? 1 : cotangents.length;
      boolean last = logp.rows() < 4000;
      boolean other = fault == Fault.OTHER_LOSS && last;
      if (fault == Fault.LONGER_STATE && last) {
        seen = Arrays.copyOf(seen, 3);
      }
      Part part =
          new Part(
              other ? "other" : "code",
              Set.of("policy"),
              Loss.Kind.EXACT,
              sum,
              logp.rows(),
              Map.of("logp", context.columns().numbers(Arrays.copyOf(cotangents, given))));
      return new Result(List.of(part), State.empty().with("rows", logp.rows()).with("x", seen));
    }
  }

  private Batch rows() {
    double[] x = new double[ROWS];
    long[] groups = new long[ROWS];
    int[] starts = new int[ROWS + 1];
    for (int row = 0; row < ROWS; row++) {
      x[row] = row % 11;
      groups[row] = row % (ROWS / 4);
      starts[row + 1] = starts[row] + row % 3;
    }
    double[] logp = new double[starts[ROWS]];
    Arrays.setAll(logp, token -> -(token % 13));
    Map<String, Column> columns = new HashMap<>();
    columns.put("x", arena.numbers(x));
    columns.put("group_id", arena.integers(groups));
    columns.put("logp", arena.lists(starts, logp));
    return arena.batch(columns);
  }

  private Estimate estimate(CustomObjective.Split split, Fault fault) {
    return new Estimation()
        .estimate(
            new Code(split, fault),
            Map.of("rows", rows()),
            BEFORE,
            null,
            new OutsideARun(arena),
            false);
  }

  @Test
  void shardsGiveWhatAllRowsGive() {
    Estimate whole = estimate(CustomObjective.Split.BATCH, Fault.NONE);
    LossEstimate expected = code(whole);
    Column byToken = cotangent(expected);
    for (CustomObjective.Split split :
        new CustomObjective.Split[] {CustomObjective.Split.ROW, CustomObjective.Split.GROUP}) {
      Estimate found = estimate(split, Fault.NONE);
      LossEstimate loss = code(found);
      assertThat(loss.value()).isEqualTo(expected.value());
      assertThat(loss.weight()).isEqualTo(ROWS);
      assertThat(cotangent(loss).toArray()).isEqualTo(byToken.toArray());
      assertThat(found.state().number("rows", 0)).isEqualTo(5 + ROWS);
      assertThat(Arrays.stream(found.state().get("x")).sum())
          .isEqualTo(Arrays.stream(whole.state().get("x")).sum());
    }
  }

  private static LossEstimate code(Estimate estimate) {
    return Objects.requireNonNull(estimate.losses().get("code"));
  }

  private static Column cotangent(LossEstimate loss) {
    return Objects.requireNonNull(
        Objects.requireNonNull(loss.cotangents().get("rows")).get("logp"));
  }

  private Estimate inPartitions(int count, Fault fault) {
    Code code = new Code(CustomObjective.Split.GROUP, fault);
    PartitionCall call = new PartitionCall(Traced.of(code), code, BEFORE, false);
    return new InPartitions(call, rows(), null, count).run(arena).estimate();
  }

  @Test
  void partitionsGiveWhatOneProcessGives() {
    Estimate expected = estimate(CustomObjective.Split.GROUP, Fault.NONE);
    for (int count = 1; count <= 3; count++) {
      Estimate found = inPartitions(count, Fault.NONE);
      assertThat(code(found).value()).isEqualTo(code(expected).value());
      assertThat(code(found).weight()).isEqualTo(ROWS);
      assertThat(found.state()).isEqualTo(expected.state());
    }
  }

  /** The last shard alone gives another loss, or a state of another length. */
  @ParameterizedTest
  @EnumSource(names = {"OTHER_LOSS", "LONGER_STATE"})
  void refusesPartitionsThatDontFitTogether(Fault fault) {
    assertThatThrownBy(() -> inPartitions(3, fault))
        .hasMessageContaining("Code declares that its batch may be split, but gives [code, ")
        .hasMessageContaining("for one part of it and something else for another")
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN));
  }

  @Test
  void refusesPartsThatDontFitTogether() {
    assertThatThrownBy(() -> estimate(CustomObjective.Split.GROUP, Fault.OTHER_LOSS))
        .hasMessageContaining("Code declares that its batch may be split, but gives [code, ")
        .hasMessageContaining("for one part of it and [other, ");
    assertThatThrownBy(() -> estimate(CustomObjective.Split.ROW, Fault.TOO_FEW))
        .hasMessageContaining("loss code gives 1 cotangents of logp, which has ");
  }
}
