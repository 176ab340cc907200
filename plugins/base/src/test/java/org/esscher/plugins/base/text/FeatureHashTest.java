package org.esscher.plugins.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeatureHashTest {
  @Test
  void isFnv1aOfUtf8() {
    // The test vectors that Fowler, Noll and Vo publish.
    assertThat(FeatureHash.fnv1a("")).isEqualTo(0xcbf29ce484222325L);
    assertThat(FeatureHash.fnv1a("a")).isEqualTo(0xaf63dc4c8601ec8cL);
    assertThat(FeatureHash.fnv1a("foobar")).isEqualTo(0x85944171f73967e8L);
  }

  @Test
  void mixesAsSplitMix64() {
    // SplitMix64 with seed 0 gives, first of all, its finalizer of the golden gamma.
    assertThat(FeatureHash.mixed(0x9e3779b97f4a7c15L)).isEqualTo(0xe220a8397b1dcdafL);
  }

  @Test
  void dependsOnSeedAndOrder() {
    FeatureHash hash = new FeatureHash(1 << 20, 0);
    assertThat(hash.of("word")).isNotEqualTo(new FeatureHash(1 << 20, 1).of("word"));
    assertThat(hash.of(1, 2)).isNotEqualTo(hash.of(2, 1));
  }

  @Test
  void fillsBucketsEvenly() {
    // 10,000 names in 10 buckets: 1,000 each, with a standard deviation of 30.
    FeatureHash hash = new FeatureHash(10, 0);
    int[] counts = new int[10];
    for (int i = 0; i < 10_000; i++) {
      counts[hash.bucket(hash.of("name" + i))]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(850, 1150);
    }
  }
}
