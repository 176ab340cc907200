package org.esscher.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What ragged rows, masks and groups cost beside rows that are all alike. */
@Command(
    name = "shapes",
    mixinStandardHelpOptions = true,
    description = {
      "Loss and gradient of some expressions on as many elements in several shapes, in milliseconds"
          + " of one thread's processor time, each beside the time of the first shape.",
      "Tokens: rows of equal length; of any from 1 to twice that; with half of the tokens masked, a"
          + " prompt before each answer, and here and there, by booleans and by numbers.",
      "Groups: of 8 rows; of 2 to 14; of 8 whose rows are far apart, in rounds and shuffled. Pairs"
          + " are compared by the pair."
    })
public final class ShapeSpeed implements Callable<Integer> {
  private static final int GROUP = 8;

  @Option(names = "--sequences", description = "Rows of token columns, a multiple of 16.")
  int sequences = 2048;

  @Option(names = "--tokens", description = "Tokens a row; groups have as many rows in all.")
  int tokens = 512;

  @Option(names = "--rounds", description = "Repetitions, after as many that warm up.")
  int rounds = 50;

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  CommandSpec spec;

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20261127);

  /** Made by {@link #main}. */
  public ShapeSpeed() {}

  /**
   * Runs the measurement.
   *
   * @param args {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ShapeSpeed()).execute(args));
  }

  @Override
  public Integer call() {
    try (Esscher host = Esscher.builder().build();
        Arena arena = host.arena("bench")) {
      print("JDK %s, kernels: %s", Runtime.version(), host.services().workers().kernels().name());
      compare(host, ofTokens(), tokenShapes(arena), false, 1);
      compare(host, ofGroups(), groupShapes(arena), true, pairsOfUnequal());
    }
    return 0;
  }

  // ---- what is computed

  private static Map<String, Function<Slot, Expr>> ofTokens() {
    Map<String, Function<Slot, Expr>> all = new LinkedHashMap<>();
    all.put("clipped", samples -> clipped(samples).mean(Level.BATCH));
    all.put("clipped, by row", samples -> clipped(samples).mean(Level.ROW).mean(Level.BATCH));
    reductions(all, Level.TOKEN, Level.ROW);
    all.put(
        "suffix sums",
        samples ->
            logp(samples, Level.TOKEN)
                .suffixSum(Expr.of(0.99))
                .times(samples.column("advantage", Level.TOKEN))
                .mean(Level.BATCH));
    all.put(
        "sums of rows",
        samples ->
            logp(samples, Level.ROW)
                .minus(samples.column("old_logp", Level.ROW))
                .times(0.1)
                .softplus()
                .mean(Level.BATCH));
    return all;
  }

  private static Map<String, Function<Slot, Expr>> ofGroups() {
    Map<String, Function<Slot, Expr>> all = new LinkedHashMap<>();
    all.put(
        "mean", samples -> logp(samples, Level.ROW).mean(Level.GROUP).square().mean(Level.BATCH));
    all.put(
        "z-scores",
        samples -> standardized(samples).times(logp(samples, Level.ROW)).mean(Level.BATCH));
    reductions(all, Level.ROW, Level.GROUP);
    all.put(
        "pairs",
        samples -> {
          Expr logp = logp(samples, Level.ROW);
          return logp.right().minus(logp.left()).softplus().mean(Level.BATCH);
        });
    return all;
  }

  private static void reductions(Map<String, Function<Slot, Expr>> all, Level from, Level to) {
    all.put("maximum", samples -> logp(samples, from).maximum(to).mean(Level.BATCH));
    all.put("log-sum-exp", samples -> logp(samples, from).logSumExp(to).mean(Level.BATCH));
    all.put("deviation", samples -> logp(samples, from).populationStd(to).mean(Level.BATCH));
  }

  private static Expr logp(Slot samples, Level level) {
    return samples.output("policy", "logp", level);
  }

  private static Expr clipped(Slot samples) {
    Expr advantage = samples.column("advantage", Level.TOKEN);
    Expr ratio = logp(samples, Level.TOKEN).minus(samples.column("old_logp", Level.TOKEN)).exp();
    return ratio.times(advantage).min(ratio.clip(0.8, 1.2).times(advantage)).negate();
  }

  private static Expr standardized(Slot samples) {
    Expr advantage = samples.column("advantage", Level.ROW);
    Expr deviation = advantage.sampleStd(Level.GROUP).plus(1e-4);
    return advantage.minus(advantage.mean(Level.GROUP)).over(deviation).stop();
  }

  // ---- of what

  private Map<String, Batch> tokenShapes(Arena arena) {
    FloatColumns floats = new FloatColumns(arena);
    int elements = sequences * tokens;
    int[] equal = IntStream.rangeClosed(0, sequences).map(row -> row * tokens).toArray();
    int[] ragged = new int[sequences + 1];
    boolean[] answers = new boolean[elements];
    boolean[] scattered = new boolean[elements];
    for (int row = 0; row < sequences; row++) {
      // Two rows have as many tokens as two of equal length.
      int longer = 1 + random.nextInt(2 * tokens - 1);
      ragged[row + 1] = row % 2 == 0 ? ragged[row] + longer : equal[row + 1];
      Arrays.fill(answers, equal[row] + random.nextInt(tokens), equal[row + 1], true);
    }
    for (int k = 0; k < elements; k++) {
      // No row is left without any.
      scattered[k] = k % tokens == 0 || random.nextBoolean();
    }
    Map<String, float[]> numbers = numbers(elements);
    Batch rectangular = batch(arena, numbers, equal);
    Map<String, Batch> shapes = new LinkedHashMap<>();
    shapes.put("equal", rectangular);
    shapes.put("ragged", batch(arena, numbers, ragged));
    shapes.put("prompts", rectangular.with("loss_mask", floats.booleans(equal, answers)));
    shapes.put("scattered", rectangular.with("loss_mask", floats.booleans(equal, scattered)));
    float[] zerosAndOnes = new float[elements];
    for (int k = 0; k < elements; k++) {
      zerosAndOnes[k] = scattered[k] ? 1 : 0;
    }
    shapes.put("by numbers", rectangular.with("loss_mask", floats.column(equal, zerosAndOnes)));
    return shapes;
  }

  private Map<String, Batch> groupShapes(Arena arena) {
    int rows = sequences * tokens;
    Batch batch = batch(arena, numbers(rows), null);
    int groups = rows / GROUP;
    Map<String, Batch> shapes = new LinkedHashMap<>();
    shapes.put("equal", with(arena, batch, row -> row / GROUP));
    shapes.put("unequal", with(arena, batch, ShapeSpeed::unequal));
    shapes.put("in rounds", with(arena, batch, row -> row % groups));
    List<Integer> shuffled = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
    Collections.shuffle(shuffled, new Random(random.nextLong()));
    shapes.put("shuffled", with(arena, batch, row -> shuffled.get(row) / GROUP));
    return shapes;
  }

  /** Two groups have 16 rows, of which the first has 2, 3, … 14, and over again. */
  private static int unequal(int row) {
    int pair = row / (2 * GROUP);
    int first = 2 + pair % 13;
    return 2 * pair + (row % (2 * GROUP) < first ? 0 : 1);
  }

  /** Pairs of groups of unequal size, beside those of groups of 8. */
  private static double pairsOfUnequal() {
    double pairs =
        IntStream.rangeClosed(2, 14)
            .map(n -> n * (n - 1) + (16 - n) * (15 - n))
            .average()
            .orElse(0);
    return pairs / (2 * GROUP * (GROUP - 1));
  }

  private static Batch with(Arena arena, Batch batch, IntUnaryOperator group) {
    long[] groups = new long[batch.rows()];
    Arrays.setAll(groups, row -> group.applyAsInt(row));
    return batch.with("prompt_id", arena.integers(groups));
  }

  private static Batch batch(Arena arena, Map<String, float[]> numbers, int @Nullable [] starts) {
    FloatColumns floats = new FloatColumns(arena);
    Map<String, Column> columns = new LinkedHashMap<>();
    numbers.forEach((name, values) -> columns.put(name, floats.column(starts, values)));
    return arena.batch(columns);
  }

  private Map<String, float[]> numbers(int size) {
    Map<String, float[]> numbers = new LinkedHashMap<>();
    numbers.put("logp", drawn(size, () -> Math.log(1 - random.nextDouble()) - 0.5));
    numbers.put("old_logp", drawn(size, () -> Math.log(1 - random.nextDouble()) - 0.5));
    numbers.put("advantage", drawn(size, random::nextGaussian));
    return numbers;
  }

  private static float[] drawn(int size, DoubleSupplier number) {
    float[] drawn = new float[size];
    for (int k = 0; k < size; k++) {
      drawn[k] = (float) number.getAsDouble();
    }
    return drawn;
  }

  // ---- how long it takes

  private void compare(
      Esscher host,
      Map<String, Function<Slot, Expr>> expressions,
      Map<String, Batch> shapes,
      boolean grouped,
      double pairs) {
    print("");
    print("%-16s %s", "", String.join("", shapes.keySet().stream().map(ShapeSpeed::cell).toList()));
    expressions.forEach(
        (name, expression) -> {
          Objective objective = in -> losses(in.slot("samples"), expression, grouped);
          List<Runnable> works = new ArrayList<>();
          shapes.values().forEach(batch -> works.add(() -> estimate(host, objective, batch)));
          works.forEach(work -> settle(host, work));
          double[] times = Measured.medians(rounds, works, Measured.PROCESSOR);
          StringBuilder row = new StringBuilder();
          int shape = 0;
          for (String of : shapes.keySet()) {
            double more = name.equals("pairs") && of.equals("unequal") ? pairs : 1;
            double ratio = times[shape] / times[0] / more;
            row.append(cell(String.format(Locale.ROOT, "%.2f (%.2f)", times[shape++], ratio)));
          }
          print("%-16s %s", name, row);
        });
  }

  private static Losses losses(Slot samples, Function<Slot, Expr> expression, boolean grouped) {
    Slot rows = grouped ? samples.groupedBy("prompt_id") : samples;
    return Losses.of(Loss.exact("loss", "policy", expression.apply(rows)));
  }

  private static void settle(Esscher host, Runnable work) {
    do {
      work.run();
    } while (!host.services().workers().kernels().settled());
  }

  private static void estimate(Esscher host, Objective objective, Batch batch) {
    try (Arena call = host.arena("call")) {
      CallContext context =
          new CallContext(call, 1, CallContext.NO_ROLES, host.services().components(), "bench");
      host.services()
          .estimation()
          .estimate(objective, Map.of("samples", batch), State.empty(), null, context, false);
    }
  }

  private static String cell(String text) {
    return String.format(Locale.ROOT, "%16s", text);
  }

  private void print(String format, Object... args) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, format, args));
    out.flush();
  }
}
