package org.esscher.runtime.internal.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that never answers is given up, and the host goes on. */
class BlockingPluginsTest {
  /** They wait until they are interrupted, as a plugin does that asks a server for its license. */
  private static final String WAITING =
      """
      public final class Waiting implements Plugin {
        public Waiting() {
          try {
            new java.util.concurrent.CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
        public String apiVersion() { return API_VERSION; }
        public List<Class<? extends Record>> components() { return List.of(); }
      }
      """;

  @TempDir Path plugins;

  @Test
  void pluginsThatBlockAreGivenUpAndTold() throws InterruptedException {
    good("first").write(plugins.resolve("a.jar"));
    // At least as many as are scanned side by side.
    int blocking = Math.max(2, Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < blocking; i++) {
      waiting().write(plugins.resolve("b" + i + ".jar"));
    }
    good("last").write(plugins.resolve("z.jar"));
    // Much longer than good ones need; nothing but the blocked ones takes it.
    try (PluginScan scan = new PluginScan(Duration.ofSeconds(4))) {
      scan.directory(plugins, null);
      assertThat(scan.found()).extracting(Declared::id).containsExactly("first", "last");
      assertThat(scan.failures())
          .hasSize(blocking)
          .allSatisfy(
              failure ->
                  assertThat(failure.message())
                      .startsWith("its plugins did not name their components within 4 s"));
      assertThat(scan.failures().get(0).origin()).isEqualTo(plugins.resolve("b0.jar").toString());
    }
    // These could be stopped, because they mind an interruption.
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("esscher-scan " + plugins)) {
        assertThat(thread.isDaemon()).isTrue();
        thread.join();
      }
    }
  }

  @Test
  void aCallerThatIsInterruptedIsTold() {
    waiting().write(plugins.resolve("a.jar"));
    try (PluginScan scan = new PluginScan()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> scan.directory(plugins, null))
          .isInstanceOfSatisfying(
              EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
          .hasMessageContaining("was interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static PluginJar waiting() {
    return new PluginJar().service("demo.Waiting").source("Waiting", WAITING);
  }

  private static PluginJar good(String id) {
    return new PluginJar().plugin("Goods", "Good.class").generator("Good", id, "");
  }
}
