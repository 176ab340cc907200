package org.esscher.runtime.internal.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.Generator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A closed host lets go of its plugins' class loaders, so that they can be collected. */
class LetGoTest {
  @TempDir Path plugins;

  @Test
  void afterComponentsWereMade() throws InterruptedException {
    jar().write(plugins.resolve("good.jar"));
    Esscher host = Esscher.builder().plugins(plugins).build();
    WeakReference<ClassLoader> loader = loaderOf(host.component(Generator.class, "good", Map.of()));
    host.close();
    assertCollected(loader);
    // The host that was closed is still held.
    assertThat(host.failures()).isEmpty();
  }

  @Test
  void afterTheyWereRefused() throws InterruptedException {
    jar().write(plugins.resolve("good.jar"));
    Esscher host = Esscher.builder().plugins(plugins).build();
    WeakReference<ClassLoader> loader = loaderOf(host.component(Generator.class, "good", Map.of()));
    assertThatThrownBy(() -> host.component(Generator.class, "good", Map.of("weight", 0)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("weight: must be > 0, got 0.0");
    host.close();
    assertCollected(loader);
  }

  @Test
  void afterAnEstimate() throws InterruptedException {
    jar().write(plugins.resolve("good.jar"));
    Esscher host = Esscher.builder().plugins(plugins).build();
    WeakReference<ClassLoader> loader = estimate(host);
    host.close();
    assertCollected(loader);
  }

  private static WeakReference<ClassLoader> estimate(Esscher host) {
    Estimator mean = host.component(Estimator.class, "mean-target", Map.of());
    try (Arena arena = host.arena("test")) {
      Batch rows = arena.batch(Map.of("target", arena.numbers(1, 2, 6)));
      assertThat(
              host.estimate(mean, Map.of("rows", rows), State.empty(), 1, arena)
                  .statistics()
                  .keySet())
          .isEqualTo(Set.of("mean"));
    }
    return loaderOf(mean);
  }

  @Test
  void afterTwoPluginsClashed() throws InterruptedException {
    jar().write(plugins.resolve("first.jar"));
    jar().write(plugins.resolve("second.jar"));
    WeakReference<ClassLoader> loader;
    try (PluginScan scan = new PluginScan()) {
      scan.directory(plugins, null);
      assertThatThrownBy(() -> new Components(scan)).isInstanceOf(EsscherException.class);
      loader = new WeakReference<>(scan.found().get(0).type().getClassLoader());
    }
    assertCollected(loader);
  }

  /** A full collection is a request; a loader that something holds outlives any number of them. */
  private static void assertCollected(WeakReference<ClassLoader> loader)
      throws InterruptedException {
    for (int i = 0; i < 50 && loader.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(loader.get()).isNull();
  }

  private static WeakReference<ClassLoader> loaderOf(Object component) {
    ClassLoader loader = component.getClass().getClassLoader();
    assertThat(loader.getName()).isEqualTo("esscher-plugin:good.jar");
    return new WeakReference<>(loader);
  }

  private static PluginJar jar() {
    return new PluginJar()
        .plugin("Goods", "API_VERSION", "List.of(Good.class, Mean.class)")
        .generator(
            "Good",
            "good",
            "@Default(\"1\") @jakarta.validation.constraints.Positive double weight")
        .source(
            "Mean",
            """
            @Component("mean-target")
            public record Mean() implements Statistic {
              public Map<String, Expr> quantities(Inputs in) {
                return Map.of("mean", in.slot("rows").column("target", Level.ROW).mean(Level.BATCH));
              }
            }
            """);
  }
}
