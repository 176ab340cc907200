package org.esscher.plugins.base.text;

import java.nio.charset.StandardCharsets;

/**
 * Maps names of features to buckets, the same on every machine. A text is hashed by FNV-1a with 64
 * bits over its UTF-8 bytes (Fowler, Noll and Vo), the seed is added, and the sum is mixed by the
 * finalizer of SplitMix64 (Steele, Lea and Flood, 2014), because the low bits of FNV-1a are weak.
 * The bucket is the result, unsigned, modulo the number of buckets.
 *
 * <p>Different names may share a bucket: the hashing trick of Weinberger et al., Feature Hashing
 * for Large Scale Multitask Learning, 2009, arXiv 0902.2206, without their random signs.
 */
public final class FeatureHash {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final int buckets;
  private final long seed;

  /**
   * A hash.
   *
   * @param buckets how many, at least 1
   * @param seed any number; another seed makes other names share buckets
   */
  public FeatureHash(int buckets, long seed) {
    this.buckets = buckets;
    this.seed = seed;
  }

  /**
   * The hash of a name.
   *
   * @param name any text
   * @return 64 bits
   */
  public long of(String name) {
    return mixed(fnv1a(name) + seed);
  }

  /**
   * The hash of two things together, in this order.
   *
   * @param first a hash
   * @param second a hash, or a number
   * @return 64 bits
   */
  public long of(long first, long second) {
    return mixed(mixed(first) + second);
  }

  /**
   * The bucket of a hash.
   *
   * @param hash from one of the other methods
   * @return from 0 to the number of buckets − 1
   */
  public int bucket(long hash) {
    return (int) Long.remainderUnsigned(hash, buckets);
  }

  static long fnv1a(String text) {
    long hash = FNV_BASIS;
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
