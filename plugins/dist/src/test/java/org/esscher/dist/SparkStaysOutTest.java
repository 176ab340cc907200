package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.esscher.runtime.Esscher;
import org.junit.jupiter.api.Test;

/** Who does not ask for Spark gets none of it: this class path is the distribution's. */
class SparkStaysOutTest {
  @Test
  void isNotOnTheClassPathOfTheCommand() {
    assertThat(System.getProperty("java.class.path"))
        .doesNotContain("spark-core", "scala-library", "esscher-spark");
    assertThatThrownBy(() -> Class.forName("org.apache.spark.SparkContext"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void isAskedForByName() {
    try (Esscher host =
        Esscher.builder().classPath(SparkStaysOutTest.class.getClassLoader()).build()) {
      assertThatThrownBy(
              () ->
                  host.run("kl-inference")
                      .data("data", "simulated-shop")
                      .engine("spark", Map.of("master", "local[1]"))
                      .start())
          .hasMessageContaining("add the artifact org.esscher:esscher-spark");
    }
  }
}
