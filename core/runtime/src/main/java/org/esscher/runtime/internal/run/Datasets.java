package org.esscher.runtime.internal.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.EsscherException;
import org.esscher.api.Generator;
import org.esscher.api.Transform;
import org.esscher.data.Arena;
import org.esscher.data.ReadListener;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.data.StoredRows;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.wiring.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * The data of a run. What comes from sources is a function of them and the seed, so that only
 * cursors (epoch, offset) are state; rows that the run makes are kept in {@link RowLogs}.
 */
final class Datasets implements AutoCloseable {
  private final Map<String, String> sources;
  private final Set<String> streamed;
  private final long seed;
  private final Arena arena;
  private final Components components;
  private final RowLogs logs;
  private final Map<String, RunDataset> byName = new HashMap<>();
  private final Map<Fit, Transform.Prepared> fits = new HashMap<>();
  private final Map<String, Transform> transforms = new HashMap<>();
  private final Map<String, Shuffled> shuffled = new HashMap<>();
  private final Map<String, long[]> cursors = new LinkedHashMap<>();
  private final Map<String, StoredDataset> stored = new HashMap<>();
  private RunListener follower = RunListener.NONE;

  /** The units of a dataset in the order of an epoch. */
  private record Shuffled(long epoch, List<int[]> units) {}

  /** With all sources in memory. */
  Datasets(Map<String, String> sources, long seed, Arena arena, Components components) {
    this(sources, Set.of(), seed, arena, components);
  }

  /** With some sources that stay on the disk. */
  Datasets(
      Map<String, String> sources,
      Set<String> streamed,
      long seed,
      Arena arena,
      Components components) {
    this.sources = sources;
    this.streamed = streamed;
    this.seed = seed;
    this.arena = arena;
    this.components = components;
    this.logs = new RowLogs(arena);
  }

  RowLogs logs() {
    return logs;
  }

  long seed() {
    return seed;
  }

  /** The sources that were given, in order. */
  List<String> sources() {
    return sources.keySet().stream().sorted().toList();
  }

  boolean has(String source) {
    return sources.containsKey(source) || logs.get(source) != null;
  }

  Dataset source(String source) {
    RowLog log = logs.get(source);
    if (log != null) {
      return derived(version(source, log), null, log::all);
    }
    String location = sources.get(source);
    if (location == null) {
      throw EsscherException.user("no data was given for the source '%s'", source);
    }
    return streamed.contains(source)
        ? stored.computeIfAbsent(source, ignored -> open(source, location))
        : derived(source, null, () -> load(source, location));
  }

  private StoredDataset open(String source, String location) {
    if (isGenerator(location)) {
      throw EsscherException.user(
          "the source '%s' is made by the generator %s, which has no file that could stay on the disk; don't stream it",
          source, location);
    }
    StoredRows rows = Sources.open(Path.of(location), ReadOptions.defaults()).stored();
    return new StoredDataset(source, rows, seed, arena);
  }

  /** A dataset that grows is another one after each append. */
  private static String version(String name, RowLog log) {
    return name + "#" + log.end();
  }

  Dataset append(String name, Batch rows, int keep) {
    if (sources.containsKey(name)) {
      throw EsscherException.plugin(
          "rows can't be added to %s, which is a source of the recipe; give the dataset another"
              + " name",
          name);
    }
    RowLog log = logs.append(name, rows, keep);
    byName.keySet().removeIf(other -> other.startsWith(name + "#"));
    transforms.keySet().removeIf(other -> other.startsWith(name + "#"));
    fits.keySet().removeIf(fit -> fit.dataset().startsWith(name + "#"));
    cursors.keySet().removeIf(other -> other.startsWith(name + "#"));
    return derived(version(name, log), null, log::all);
  }

  /** Rows drawn with replacement, copied into an arena that may end before the run's. */
  Batch draw(Dataset dataset, int rows, RandomGenerator random, Columns columns) {
    if (dataset instanceof StoredDataset onDisk) {
      throw onDisk.refused("rows drawn with replacement, which lie anywhere");
    }
    RunDataset known = known(dataset);
    Optional<RowLog> log = log(dataset);
    int size = log.map(RowLog::rows).orElseGet(known::rows);
    if (rows < 1 || size == 0) {
      throw EsscherException.plugin(
          "%d rows can't be drawn from %s, which has %d", rows, dataset.name(), size);
    }
    int[] drawn = new int[rows];
    Arrays.setAll(drawn, i -> random.nextInt(size));
    return log.isPresent() ? log.get().take(drawn, columns) : taken(known.batch(), drawn, columns);
  }

  /** The log that a dataset is, unless it is a part of one or something else. */
  private Optional<RowLog> log(Dataset dataset) {
    int version = Math.max(0, dataset.name().indexOf('#'));
    return Optional.ofNullable(logs.get(dataset.name().substring(0, version)))
        .filter(log -> version(log.name(), log).equals(dataset.name()));
  }

  private RunDataset known(Dataset dataset) {
    RunDataset known = byName.get(dataset.name());
    if (known == null) {
      throw EsscherException.plugin(
          "the dataset %s is not of this run, or has grown since it was asked for; ask for it in"
              + " each step, after rows were added",
          dataset.name());
    }
    return known;
  }

  static Batch taken(Batch rows, int[] indices, Columns columns) {
    Map<String, Column> shared = new LinkedHashMap<>();
    rows.names().forEach(name -> shared.put(name, rows.column(name)));
    return columns.batch(shared).take(indices);
  }

  private Batch load(String source, String location) {
    if (isGenerator(location)) {
      return components.create(Generator.class, location, Map.of()).generate(context(source));
    }
    follower.reading(source, 0, 0);
    return Sources.open(Path.of(location), ReadOptions.defaults())
        .watched(new Following(follower, source))
        .readAll(arena);
  }

  /** Tells a run's follower of a source. */
  private static final class Following implements ReadListener {
    private final RunListener follower;
    private final String source;
    private long rows;

    Following(RunListener follower, String source) {
      this.follower = follower;
      this.source = source;
    }

    @Override
    public void read(int more, double fraction) {
      rows += more;
      follower.reading(source, rows, fraction);
    }

    @Override
    public void joining(double fraction) {
      follower.joining(source, fraction);
    }
  }

  /** A bare word is the id of a generator; anything with a dot or a separator is a file. */
  private static boolean isGenerator(String location) {
    return location.matches("[a-z][a-z0-9-]*") && !Files.exists(Path.of(location));
  }

  Dataset derived(String name, @Nullable String groupKey, Supplier<Batch> rows) {
    return byName.computeIfAbsent(name, ignored -> new RunDataset(this, name, groupKey, rows));
  }

  /** A transform with its fit, made once a run: that depends on nothing but dataset and seed. */
  Transform.Prepared fitted(Transform transform, Dataset dataset) {
    Fit fit = new Fit(dataset.name(), transform);
    Transform.Prepared fitted = fits.get(fit);
    if (fitted == null) {
      // The dataset may be transformed itself, and then is fitted in here.
      fitted = transform.prepare(transform.fit(dataset.batch(), context(dataset.name() + "/fit")));
      fits.put(fit, fitted);
    }
    return fitted;
  }

  private record Fit(String dataset, Transform transform) {}

  /** A dataset under a name of the recipe's choice, which must stand for one transform. */
  Dataset transformed(
      String name, @Nullable String groupKey, Transform transform, Supplier<Batch> rows) {
    Transform known = transforms.putIfAbsent(name, transform);
    // What is no record has no equality; a recipe may make it anew in each step.
    if (known != null
        && (known instanceof Record || transform instanceof Record)
        && !known.equals(transform)) {
      throw EsscherException.plugin(
          "the dataset %s is made by %s, and can't be made by %s too; give it another name",
          name, known, transform);
    }
    return derived(name, groupKey, rows);
  }

  Context context(String name) {
    return new CallContext(
        arena, Seeds.mix(seed, "data " + name), CallContext.NO_ROLES, components, "data");
  }

  /**
   * The next units of a dataset, copied into an arena that may end before the run's; an epoch ends
   * with what is left of it.
   */
  Batch next(Dataset dataset, int rows, Columns columns) {
    if (rows < 1) {
      throw EsscherException.plugin(
          "at least one row must be asked of %s, got %d", dataset.name(), rows);
    }
    if (dataset instanceof StoredDataset onDisk) {
      return onDisk.next(
          cursors.computeIfAbsent(onDisk.name(), ignored -> new long[2]), rows, columns);
    }
    RunDataset known = known(dataset);
    long[] cursor = cursors.computeIfAbsent(dataset.name(), ignored -> new long[2]);
    List<int[]> order = order(known, cursor[0]);
    if (order.isEmpty()) {
      throw EsscherException.data("the dataset %s has no rows to take", dataset.name());
    }
    if (cursor[1] >= order.size()) {
      cursor[0]++;
      cursor[1] = 0;
      order = order(known, cursor[0]);
    }
    IntStream.Builder taken = IntStream.builder();
    for (int count = 0; count < rows && cursor[1] < order.size(); cursor[1]++) {
      int[] unit = order.get((int) cursor[1]);
      Arrays.stream(unit).forEach(taken::add);
      count += unit.length;
    }
    return taken(known.batch(), taken.build().toArray(), columns);
  }

  /** The order of an epoch; that of the one before is forgotten. */
  private List<int[]> order(RunDataset dataset, long epoch) {
    Shuffled known = shuffled.get(dataset.name());
    if (known == null || known.epoch() != epoch) {
      List<int[]> units = new ArrayList<>(dataset.units());
      RandomGenerator random =
          CallContext.generator(Seeds.mix(seed, "shuffle " + dataset.name(), epoch));
      for (int i = units.size() - 1; i > 0; i--) {
        Collections.swap(units, i, random.nextInt(i + 1));
      }
      known = new Shuffled(epoch, units);
      shuffled.put(dataset.name(), known);
    }
    return known.units();
  }

  Map<String, long[]> cursors() {
    return cursors;
  }

  void restore(String name, long epoch, long offset) {
    cursors.put(name, new long[] {epoch, offset});
  }

  /**
   * Reads every source that was given, so that bad input is told before anything is written.
   *
   * @param listener follows the reading
   */
  Map<String, SourceFacts> loadAll(RunListener listener) {
    follower = listener;
    sources.forEach(this::require);
    Map<String, SourceFacts> all = new LinkedHashMap<>();
    for (String source : sources.keySet()) {
      Dataset dataset = source(source);
      all.put(
          source,
          dataset instanceof StoredDataset onDisk
              ? onDisk.facts()
              : SourceFacts.of(dataset.batch()));
    }
    return all;
  }

  /** Refuses what can't be begun to be read, before another source is read. */
  private void require(String source, String location) {
    if (streamed.contains(source)) {
      source(source);
    } else if (isGenerator(location)) {
      components.check(Generator.class, location, Map.of(), Set.of());
    } else {
      Sources.open(Path.of(location), ReadOptions.defaults());
    }
  }

  /** Closes the files that are read while the run goes on. */
  @Override
  public void close() {
    stored.values().forEach(StoredDataset::close);
  }
}
