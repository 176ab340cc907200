package org.esscher.neural.internal.language;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.neural.internal.engine.ScriptModule;
import org.esscher.neural.internal.network.ParameterVector;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript module in a file, and what of it is trained.
 *
 * @param file as torch.jit.save writes it
 * @param adapters linear layers with low-rank adapters; empty to train all parameters
 * @param rank of the adapters
 * @param alpha of the adapters
 */
public record Script(String file, List<String> adapters, int rank, double alpha) {
  /**
   * Copies.
   *
   * @param file as for the record
   * @param adapters as for the record
   * @param rank as for the record
   * @param alpha as for the record
   */
  public Script {
    adapters = List.copyOf(adapters);
  }

  /** A loaded module with its parameters. */
  record Loaded(ScriptedModel model, ParameterVector parameters) {}

  /** Loads; the tokenizer is handed over when that succeeds. */
  Loaded load(Tokenizer tokenizer, @Nullable State saved, RandomGenerator random) {
    Path path = Path.of(file);
    ScriptModule module = ScriptModule.load(path);
    try {
      String origin = path.getFileName() + " sha256 " + digest(path);
      if (adapters.isEmpty()) {
        WholeModule whole = WholeModule.of(module, origin);
        return new Loaded(
            new ScriptedModel(module, whole, tokenizer),
            ParameterVector.of(whole.layout(), saved, () -> whole.first(module)));
      }
      LowRank lowRank = new LowRank(module, adapters, rank, alpha, origin);
      return new Loaded(
          new ScriptedModel(module, lowRank, tokenizer),
          ParameterVector.of(lowRank.layout(), saved, random));
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }

  /** So that parameters that were trained in one module are not put into another. */
  private static String digest(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new EsscherException(ErrorCode.DATA, file + " can't be read: " + e.getMessage(), e);
    }
  }
}
