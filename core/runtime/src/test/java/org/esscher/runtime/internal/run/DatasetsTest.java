package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Transform;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets are functions of their source and the seed; batches cover them exactly. */
class DatasetsTest {
  private final TestHost host = new TestHost();
  private final Arena arena = host.services().arena().child("run");
  private final Datasets datasets = seeded(5);

  @AfterEach
  void closeWithoutLeaks() {
    host.close();
  }

  private Datasets seeded(long seed) {
    return new Datasets(TestHost.LINE_DATA, seed, arena, host.services().components());
  }

  /** Twenty rows by sevens: 7, 7 and 6 are an epoch, which holds each row once. */
  @Test
  void anEpochHoldsEachRowOnce() {
    Dataset data = datasets.source("data");
    List<double[]> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      List<Double> seen = new ArrayList<>();
      for (int rows : new int[] {7, 7, 6}) {
        Batch batch = datasets.next(data, 7, arena);
        assertThat(batch.rows()).isEqualTo(rows);
        Arrays.stream(batch.column("x").toArray()).forEach(seen::add);
      }
      epochs.add(seen.stream().mapToDouble(Double::doubleValue).toArray());
    }
    double[] all = data.batch().column("x").toArray();
    assertThat(epochs.get(0)).containsExactlyInAnyOrder(all).isNotEqualTo(all);
    assertThat(epochs.get(1)).containsExactlyInAnyOrder(all).isNotEqualTo(epochs.get(0));
  }

  /** Whatever is made of a fit is made once, however many batches it maps. */
  @Test
  void aTransformIsPreparedOnceADataset() {
    Dataset data = datasets.source("data");
    Transform identity = (batch, fitted, context) -> batch;

    Transform.Prepared prepared = datasets.fitted(identity, data);

    assertThat(datasets.fitted(identity, data)).isSameAs(prepared);
    assertThat(datasets.fitted(identity, data.groupedBy("group_id"))).isNotSameAs(prepared);
    Batch batch = data.batch();
    assertThat(prepared.apply(batch, datasets.context("test"))).isSameAs(batch);
  }

  /** Eight groups of two and one of four, which is not together in the source. */
  @Test
  void groupsStayWhole() {
    Dataset grouped = datasets.source("data").groupedBy("group_id");
    int left = 20;
    Set<Double> seen = new HashSet<>();
    while (left > 0) {
      Batch batch = datasets.next(grouped, 3, arena);
      assertThat(batch.rows()).isGreaterThanOrEqualTo(Math.min(3, left));
      Map<Double, Integer> sizes = new java.util.TreeMap<>();
      for (double group : batch.column("group_id").toArray()) {
        sizes.merge(group, 1, Integer::sum);
      }
      sizes.forEach(
          (group, size) -> {
            assertThat(size).as("group " + group).isEqualTo(group == 2 ? 4 : 2);
            assertThat(seen.add(group)).isTrue();
          });
      left -= batch.rows();
    }
    assertThat(left).isZero();
    assertThat(seen).hasSize(9);
  }

  /** Where the cursor is restored, the same rows follow. */
  @Test
  void aRestoredCursorGivesTheSameRows() {
    Dataset data = datasets.source("data");
    datasets.next(data, 15, arena);
    Datasets resumed = seeded(5);
    resumed.restore("data", 0, 15);
    assertThat(resumed.next(resumed.source("data"), 15, arena).column("x").toArray())
        .isEqualTo(datasets.next(data, 15, arena).column("x").toArray())
        .hasSize(5);
  }

  @Test
  void anotherSeedShufflesAndGeneratesOtherwise() {
    Datasets other = seeded(6);
    assertThat(other.source("data").batch().column("x").toArray())
        .isNotEqualTo(datasets.source("data").batch().column("x").toArray());
  }

  @Test
  void partsSplitByKey() {
    Dataset data = datasets.source("data");
    Dataset first = data.part("group_id", 0, 0.5);
    Dataset second = data.part("group_id", 0.5, 1);
    assertThat(first.rows() + second.rows()).isEqualTo(20);
    assertThat(groups(first)).doesNotContainAnyElementsOf(groups(second));
    // Each of the nine keys falls into one half: neither half is empty for this seed.
    assertThat(groups(first).size() + groups(second).size()).isEqualTo(9);
  }

  private static Set<Double> groups(Dataset dataset) {
    Set<Double> groups = new HashSet<>();
    for (double group : dataset.batch().column("group_id").toArray()) {
      groups.add(group);
    }
    return groups;
  }

  /** A part that no key falls into is told, not trained on. */
  @Test
  void anEmptyPartIsRefused() {
    Dataset part = datasets.source("data").part("group_id", 0, 1e-12);
    assertThatThrownBy(part::batch)
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("has no rows");
  }

  @Test
  void rowsWithoutAKeyAreRefused(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("log.jsonl");
    Files.writeString(file, "{\"user\":\"a\",\"x\":1}\n{\"user\":null,\"x\":2}\n");
    Datasets log =
        new Datasets(Map.of("data", file.toString()), 1, arena, host.services().components());
    assertThatThrownBy(() -> log.source("data").part("user", 0, 0.5).batch())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("user")
        .hasMessageContaining("row 1");
  }

  /** The second transform is fitted on what the first leaves: (x + 1)·2. */
  @Test
  void transformsFollowOneAnother() {
    Dataset data = datasets.source("data");
    double[] twice =
        data.transformed("more", new Scaled(1, 1))
            .transformed("double", new Scaled(2, 0))
            .batch()
            .column("x")
            .toArray();
    double[] wanted =
        Arrays.stream(data.batch().column("x").toArray()).map(x -> (x + 1) * 2).toArray();
    assertThat(twice).isEqualTo(wanted);
  }

  @Test
  void oneNameStandsForOneTransform() {
    Dataset data = datasets.source("data");
    Dataset scaled = data.transformed("scaled", new Scaled(2, 0));
    assertThat(data.transformed("scaled", new Scaled(2, 0))).isSameAs(scaled);
    assertThatThrownBy(() -> data.transformed("scaled", new Scaled(3, 0)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("data/scaled");
  }

  /** A run takes batches for ever: they must not pile up beside the data. */
  @Test
  void batchesBelongToTheStep() {
    Dataset data = datasets.source("data");
    data.batch();
    long before = arena.allocatedBytes();
    try (Arena step = host.services().arena().child("step")) {
      datasets.next(data, 7, step);
      assertThat(step.allocatedBytes()).isPositive();
    }
    assertThat(arena.allocatedBytes()).isEqualTo(before);
  }

  /** The column x, scaled and shifted. */
  private record Scaled(double factor, double shift) implements Transform {
    @Override
    public State fit(Batch log, Context context) {
      return State.empty().with("factor", factor);
    }

    @Override
    public Batch apply(Batch batch, State fitted, Context context) {
      double[] x = batch.column("x").toArray();
      Arrays.setAll(x, i -> (x[i] + shift) * fitted.get("factor")[0]);
      return batch.with("x", context.columns().numbers(x));
    }
  }
}
