package org.esscher.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers prompts from 0 in the order in which they are first seen. Only digests are kept, 16 bytes
 * of SHA-256 a prompt, so that a long log's prompts need not stay in memory.
 */
final class PromptNumbers {
  /** Half of a digest: two prompts of 10^12 share it with a chance of less than 10^-14. */
  private record Digest(long high, long low) {}

  private final Map<Digest, Long> numbers = new HashMap<>();
  private final MessageDigest sha256 = Sha256.begun();

  long numberOf(String prompt) {
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest(prompt.getBytes(StandardCharsets.UTF_8)));
    Digest key = new Digest(digest.getLong(), digest.getLong());
    Long known = numbers.putIfAbsent(key, (long) numbers.size());
    return known == null ? numbers.size() - 1L : known;
  }
}
