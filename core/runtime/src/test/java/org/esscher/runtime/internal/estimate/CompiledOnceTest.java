package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.expression.KernelsForTests;
import org.esscher.runtime.internal.expression.Workers;
import org.junit.jupiter.api.Test;

/** What is compiled of an estimator serves batch after batch, and holds nothing of any. */
class CompiledOnceTest {
  private static final int FORMS = 4;

  /** Declares the same random loss each time, and counts how often it is asked. */
  private static final class Declared implements Objective {
    private final long seed;
    private final AtomicInteger times = new AtomicInteger();

    Declared(long seed) {
      this.seed = seed;
    }

    @Override
    public Losses losses(Inputs in) {
      times.incrementAndGet();
      RandomGenerator random = generator(seed);
      Expr loss =
          new RandomExpressions(in.slot("rows").groupedBy("group"), random)
              .loss(random.nextInt(1, 8));
      return Losses.of(Loss.surrogate("loss", "policy", loss, loss));
    }
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Rows with weights or not, in float32 or not, of two ragged structures or one. */
  private static Batch batch(RandomRows rows, int form, Arena arena) {
    Batch all = (form == 3 ? ofOneStructure(rows) : rows).batch(arena);
    if (form == 1) {
      Map<String, Column> unweighted = new LinkedHashMap<>();
      all.names().stream()
          .filter(name -> !name.equals("weight"))
          .forEach(name -> unweighted.put(name, all.column(name)));
      return arena.batch(unweighted);
    }
    return form == 2
        ? all.with("logp", arena.numbers(all.column("logp").toArray()))
            .with("a_logp", arena.lists(rows.starts("a"), all.column("a_logp").toArray()))
        : all;
  }

  private static RandomRows ofOneStructure(RandomRows rows) {
    int[] starts = rows.starts("a");
    Map<String, double[]> values = new LinkedHashMap<>(rows.values());
    values.replaceAll(
        (name, numbers) ->
            name.startsWith("b_") ? Arrays.copyOf(numbers, starts[rows.count()]) : numbers);
    return new RandomRows(rows.group(), rows.weight(), Map.of("a", starts, "b", starts), values);
  }

  private static Estimate estimate(
      Estimation estimation, Objective objective, Batch batch, Arena arena) {
    return estimation.estimate(
        objective, Map.of("rows", batch), State.empty(), null, new OutsideARun(arena), true);
  }

  /** The loss, its standard error, and all cotangents. */
  private static List<Object> numbers(Estimate estimate) {
    LossEstimate loss = Objects.requireNonNull(estimate.losses().get("loss"));
    List<Object> numbers = new ArrayList<>(List.of(loss.value(), loss.standardError()));
    Objects.requireNonNull(loss.cotangents().get("rows"))
        .forEach((name, column) -> numbers.addAll(List.of(name, bits(column))));
    return numbers;
  }

  private static List<Long> bits(Column column) {
    return Arrays.stream(column.toArray()).mapToObj(Double::doubleToLongBits).toList();
  }

  private static void compareAllForms(long seed, Estimation estimation) {
    RandomGenerator random = generator(seed + 77);
    Declared declared = new Declared(seed);
    for (int round = 0; round < 3 * FORMS; round++) {
      RandomRows rows = RandomRows.draw(random, 1 + random.nextInt(6), 5);
      try (Arena arena = Arena.root("test")) {
        Batch batch = batch(rows, (int) (seed + round) % FORMS, arena);
        assertThat(numbers(estimate(estimation, declared, batch, arena)))
            .as("seed %d, round %d", seed, round)
            .isEqualTo(numbers(estimate(new Estimation(), new Declared(seed), batch, arena)));
      }
    }
    assertThat(declared.times).hasValue(1);
  }

  @Test
  void batches_of_all_forms_give_what_they_give_alone() {
    Estimation estimation = new Estimation();
    for (long seed = 0; seed < 60; seed++) {
      compareAllForms(seed, estimation);
    }
  }

  @Test
  void so_they_do_with_kernels() {
    LongAdder taken = new LongAdder();
    try (Workers workers =
        new Workers(2, "esscher-test", KernelsForTests.atOnce(taken, new LongAdder()))) {
      Estimation estimation = new Estimation(workers);
      for (long seed = 0; seed < 20; seed++) {
        compareAllForms(seed, estimation);
      }
    }
    assertThat(taken.sum()).isPositive();
  }

  @Test
  void callers_at_once_are_not_mixed_up() throws Exception {
    Declared declared = new Declared(3);
    Estimation shared = new Estimation();
    ExecutorService callers = Executors.newFixedThreadPool(4, work -> new Thread(work, "caller"));
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        RandomGenerator random = generator(caller);
        all.add(callers.submit(() -> compareRounds(declared, shared, random)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private static void compareRounds(Declared declared, Estimation shared, RandomGenerator random) {
    for (int round = 0; round < 40; round++) {
      RandomRows rows = RandomRows.draw(random, 1 + random.nextInt(30), 5);
      try (Arena arena = Arena.root("test")) {
        Batch batch = batch(rows, random.nextInt(FORMS), arena);
        assertThat(numbers(estimate(shared, declared, batch, arena)))
            .isEqualTo(numbers(estimate(new Estimation(), new Declared(3), batch, arena)));
      }
    }
  }

  /** Rows of a and b have different numbers of tokens in one batch only. */
  @Test
  void a_batch_that_is_refused_spoils_no_other() {
    Objective both =
        in -> {
          Expr a = in.slot("rows").output("policy", "logp", Level.TOKEN).as("a_logp");
          Expr b = in.slot("rows").column("b_y", Level.TOKEN);
          return Losses.of(Loss.exact("loss", "policy", a.times(b).sum(Level.BATCH)));
        };
    RandomRows rows = RandomRows.draw(generator(5), 6, 5);
    Estimation estimation = new Estimation();
    try (Arena arena = Arena.root("test")) {
      Batch fits = batch(rows, 3, arena);
      List<Object> expected = numbers(estimate(estimation, both, fits, arena));
      for (int time = 0; time < 2; time++) {
        Batch other = batch(rows, 0, arena);
        assertThatThrownBy(() -> estimate(estimation, both, other, arena))
            .isInstanceOf(EsscherException.class)
            .hasMessageContaining("a_logp and b_y are used together token by token");
        assertThat(numbers(estimate(estimation, both, fits, arena))).isEqualTo(expected);
      }
    }
  }

  @Test
  void nothing_of_a_batch_is_kept() throws InterruptedException {
    Declared declared = new Declared(3);
    Estimation estimation = new Estimation();
    requireGone(estimateAndDrop(estimation, declared));
    estimateAndDrop(estimation, declared);
    assertThat(declared.times).hasValue(1);
  }

  @Test
  void nothing_of_a_batch_is_kept_with_kernels() throws InterruptedException {
    LongAdder taken = new LongAdder();
    try (Workers workers =
        new Workers(1, "esscher-test", KernelsForTests.atOnce(taken, new LongAdder()))) {
      Declared declared = new Declared(3);
      Estimation estimation = new Estimation(workers);
      requireGone(estimateAndDrop(estimation, declared));
      estimateAndDrop(estimation, declared);
      assertThat(declared.times).hasValue(1);
      assertThat(taken.sum()).isPositive();
    }
  }

  /** The batch, its columns, and what was made of them. */
  private static List<WeakReference<Object>> estimateAndDrop(
      Estimation estimation, Objective objective) {
    List<WeakReference<Object>> dropped = new ArrayList<>();
    try (Arena arena = Arena.root("test")) {
      Batch batch = batch(RandomRows.draw(generator(1), 40, 5), 0, arena);
      dropped.add(new WeakReference<>(batch));
      batch.names().forEach(name -> dropped.add(new WeakReference<>(batch.column(name))));
      Estimate estimate = estimate(estimation, objective, batch, arena);
      dropped.add(new WeakReference<>(estimate));
      dropped.add(new WeakReference<>(arena));
    }
    return dropped;
  }

  @Test
  void estimators_that_nobody_has_are_forgotten() throws InterruptedException {
    Estimation estimation = new Estimation();
    List<WeakReference<Object>> dropped = new ArrayList<>();
    for (long seed = 0; seed < 3; seed++) {
      Declared declared = new Declared(seed);
      estimateAndDrop(estimation, declared);
      dropped.add(new WeakReference<>(declared));
    }
    requireGone(dropped);
    estimateAndDrop(estimation, new Declared(0));
  }

  private static void requireGone(List<WeakReference<Object>> dropped) throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (System.nanoTime() < end && dropped.stream().anyMatch(one -> one.get() != null)) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(dropped).allSatisfy(one -> assertThat(one.get()).isNull());
  }
}
