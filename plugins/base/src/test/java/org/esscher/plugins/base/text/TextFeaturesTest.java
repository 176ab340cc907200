package org.esscher.plugins.base.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TextFeaturesTest {
  private static double[] dense(TextFeatures features, String text) {
    double[] dense = new double[features.size()];
    features.of(text).addTo(dense, 1);
    return dense;
  }

  @Test
  void splitsAtWhatIsNeitherLetterNorDigit() {
    assertThat(Words.of("Äpfel, 3.5kg: don't\nİ𝒳!"))
        .containsExactly("äpfel", "3", "5kg", "don", "t", "i̇".substring(0, 2) + "𝒳");
    assertThat(Words.of("…")).isEmpty();
  }

  @Test
  void countsWordsAndNumbersInLogarithms() {
    double[] dense = dense(new TextFeatures("completion", 64, 2, 0), "two plus 2 is 4");
    assertThat(dense[0]).isCloseTo(Math.log(6), within(1e-15));
    assertThat(dense[1]).isCloseTo(Math.log(3), within(1e-15));
  }

  @Test
  void scalesHashedCountsToLengthOne() {
    // Words a, b, a and runs "a b", "b a": counts 2, 1, 1, 1, whose squares sum to 7.
    TextFeatures features = new TextFeatures("completion", 1 << 20, 2, 0);
    assertThat(features.of("a b a").size()).isEqualTo(6);
    FeatureHash hash = new FeatureHash(1 << 20, 0);
    double[] dense = dense(features, "a b a");
    assertThat(dense[2 + hash.bucket(hash.of("a"))]).isCloseTo(2 / Math.sqrt(7), within(1e-15));
    assertThat(dense[2 + hash.bucket(hash.of("b"))]).isCloseTo(1 / Math.sqrt(7), within(1e-15));
    assertThat(dense[2 + hash.bucket(hash.of(hash.of("a"), hash.of("b")))])
        .isCloseTo(1 / Math.sqrt(7), within(1e-15));
  }

  @Test
  void addsUpWhatSharesABucket() {
    // In a single bucket all counts add up to 5, which scales to 1.
    double[] dense = dense(new TextFeatures("completion", 1, 2, 0), "a b a");
    assertThat(dense).containsExactly(new double[] {Math.log(4), 0, 1}, within(1e-15));
  }

  @Test
  void ofNoWordsAreZero() {
    assertThat(dense(new TextFeatures("completion", 4, 2, 0), "?!")).containsOnly(0);
  }

  @Test
  void forgetsWhatWasNotUsedForTheLongestTime() {
    FeatureMemory memory = new FeatureMemory(4);
    SparseVector two = new SparseVector(new int[2], new double[2]);
    memory.get("a", text -> two);
    memory.get("b", text -> two);
    memory.get("a", text -> new SparseVector(new int[0], new double[0]));
    memory.get("c", text -> two);
    assertThat(memory.size()).isEqualTo(2);
    SparseVector anew = new SparseVector(new int[1], new double[1]);
    assertThat(memory.get("a", text -> anew)).isSameAs(two);
    assertThat(memory.get("b", text -> anew)).isSameAs(anew);
  }

  @Test
  void doesNotRememberWhatIsLargerThanTheMemory() {
    FeatureMemory memory = new FeatureMemory(4);
    memory.get("a", text -> new SparseVector(new int[5], new double[5]));
    assertThat(memory.size()).isZero();
  }
}
