package org.esscher.flight;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;

/** Tells a model from others by its class, its configuration and what it saves. */
final class Fingerprint {
  private final MessageDigest digest = Rows.sha256();

  private Fingerprint() {}

  /** SHA-256, in hexadecimal. */
  static String of(ModelProvider provider, Model model) {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add(model.getClass().getName());
    // Only a record says what it is; other providers have a number that changes.
    fingerprint.add(provider instanceof Record ? provider.toString() : "");
    State state = model.save();
    for (String name : state.numberNames()) {
      fingerprint.add(name);
      for (double number : state.get(name)) {
        fingerprint.add(Double.doubleToLongBits(number));
      }
    }
    for (String name : state.textNames()) {
      fingerprint.add(name);
      state.texts(name).forEach(fingerprint::add);
    }
    return HexFormat.of().formatHex(fingerprint.digest.digest());
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    digest.update(bytes);
  }

  private void add(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }
}
