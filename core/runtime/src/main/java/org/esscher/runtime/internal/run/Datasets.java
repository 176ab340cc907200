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
import org.esscher.api.State;
import org.esscher.api.Transform;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.wiring.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * The data of a run. Everything here is a function of the sources and the seed, so only cursors
 * (epoch, offset) are state.
 */
final class Datasets {
  private final Map<String, String> sources;
  private final long seed;
  private final Arena arena;
  private final Components components;
  private final Map<String, RunDataset> byName = new HashMap<>();
  private final Map<Fit, State> fits = new HashMap<>();
  private final Map<String, Transform> transforms = new HashMap<>();
  private final Map<String, List<int[]>> shuffled = new HashMap<>();
  private final Map<String, long[]> cursors = new LinkedHashMap<>();

  Datasets(Map<String, String> sources, long seed, Arena arena, Components components) {
    this.sources = sources;
    this.seed = seed;
    this.arena = arena;
    this.components = components;
  }

  long seed() {
    return seed;
  }

  boolean has(String source) {
    return sources.containsKey(source);
  }

  Dataset source(String source) {
    String location = sources.get(source);
    if (location == null) {
      throw EsscherException.user("no data was given for the source '%s'", source);
    }
    return derived(source, null, () -> load(source, location));
  }

  private Batch load(String source, String location) {
    // A bare word is the id of a generator; anything with a dot or a separator is a file.
    if (location.matches("[a-z][a-z0-9-]*") && !Files.exists(Path.of(location))) {
      return components.create(Generator.class, location, Map.of()).generate(context(source));
    }
    return Sources.open(Path.of(location), ReadOptions.defaults()).readAll(arena);
  }

  Dataset derived(String name, @Nullable String groupKey, Supplier<Batch> rows) {
    return byName.computeIfAbsent(name, ignored -> new RunDataset(this, name, groupKey, rows));
  }

  /** A transform's fit, made once a run: it depends on nothing but the dataset and the seed. */
  State fitted(Transform transform, Dataset dataset) {
    Fit fit = new Fit(dataset.name(), transform);
    State fitted = fits.get(fit);
    if (fitted == null) {
      // The dataset may be transformed itself, and then is fitted in here.
      fitted = transform.fit(dataset.batch(), context(dataset.name() + "/fit"));
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
    RunDataset known = byName.get(dataset.name());
    if (known == null) {
      throw EsscherException.plugin("the dataset %s is not of this run", dataset.name());
    }
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
    Map<String, Column> shared = new LinkedHashMap<>();
    known.batch().names().forEach(name -> shared.put(name, known.batch().column(name)));
    return columns.batch(shared).take(taken.build().toArray());
  }

  private List<int[]> order(RunDataset dataset, long epoch) {
    return shuffled.compute(
        dataset.name() + "#" + epoch,
        (key, made) -> {
          if (made != null) {
            return made;
          }
          List<int[]> units = new ArrayList<>(dataset.units());
          RandomGenerator random =
              CallContext.generator(Seeds.mix(seed, "shuffle " + dataset.name(), epoch));
          for (int i = units.size() - 1; i > 0; i--) {
            Collections.swap(units, i, random.nextInt(i + 1));
          }
          return units;
        });
  }

  Map<String, long[]> cursors() {
    shuffled.keySet().removeIf(key -> !current(key));
    return cursors;
  }

  private boolean current(String key) {
    int hash = key.lastIndexOf('#');
    long[] cursor = cursors.get(key.substring(0, hash));
    return cursor != null && cursor[0] == Long.parseLong(key.substring(hash + 1));
  }

  void restore(String name, long epoch, long offset) {
    cursors.put(name, new long[] {epoch, offset});
  }

  /** Reads every source that was given, so that bad input is told before anything is written. */
  Map<String, Batch> loadAll() {
    Map<String, Batch> all = new LinkedHashMap<>();
    sources.keySet().forEach(source -> all.put(source, source(source).batch()));
    return all;
  }
}
