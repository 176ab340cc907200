package org.esscher.runtime.internal.run;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
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
  private final Map<String, State> fits = new HashMap<>();
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
    if (location.matches("[a-z][a-z0-9-]*") && !java.nio.file.Files.exists(Path.of(location))) {
      return components.create(Generator.class, location, Map.of()).generate(context(source));
    }
    return Sources.open(Path.of(location), ReadOptions.defaults()).readAll(arena);
  }

  Dataset derived(String name, @Nullable String groupKey, Supplier<Batch> rows) {
    return byName.computeIfAbsent(name, ignored -> new RunDataset(this, name, groupKey, rows));
  }

  /** A transform's fit, made once a run: it depends on nothing but the dataset and the seed. */
  State fitted(Transform transform, Dataset dataset) {
    String name = dataset.name() + "/" + transform;
    return fits.computeIfAbsent(
        name, ignored -> transform.fit(dataset.batch(), context(name + "/fit")));
  }

  Context context(String name) {
    return new CallContext(
        arena, Seeds.mix(seed, "data " + name), CallContext.NO_ROLES, components, "data");
  }

  /** The next units of a dataset; an epoch ends with what is left of it. */
  Batch next(Dataset dataset, int rows) {
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
    if (cursor[1] >= order.size()) {
      cursor[0]++;
      cursor[1] = 0;
      order = order(known, cursor[0]);
    }
    java.util.stream.IntStream.Builder taken = java.util.stream.IntStream.builder();
    for (int count = 0; count < rows && cursor[1] < order.size(); cursor[1]++) {
      int[] unit = order.get((int) cursor[1]);
      java.util.Arrays.stream(unit).forEach(taken::add);
      count += unit.length;
    }
    return known.batch().take(taken.build().toArray());
  }

  private List<int[]> order(RunDataset dataset, long epoch) {
    return shuffled.compute(
        dataset.name() + "#" + epoch,
        (key, made) -> {
          if (made != null) {
            return made;
          }
          List<int[]> units = new java.util.ArrayList<>(dataset.units());
          RandomGenerator random =
              CallContext.generator(Seeds.mix(seed, "shuffle " + dataset.name(), epoch));
          for (int i = units.size() - 1; i > 0; i--) {
            java.util.Collections.swap(units, i, random.nextInt(i + 1));
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
