package org.esscher.flight;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A reward model that another process serves over Arrow Flight. Its columns and outputs are what
 * the server says; it has no parameters here, and so can't be trained. A batch is sent in parts of
 * {@code rows} rows, {@code inFlight} of which may be on their way at once. A part whose server is
 * away is asked for again, under the same identification, {@code retries} times.
 *
 * <p>What is saved of it is the fingerprint of the model that answered: a run is resumed only with
 * the same.
 *
 * @param endpoint where the server is, {@code grpc://HOST:PORT} or {@code grpc+tls://HOST:PORT}
 * @param model its name on the server; empty where the server has one reward model
 * @param deadline the most seconds that the answer to one part may take
 * @param retries how often a part is asked for again while the server is away
 * @param backoff seconds to wait before the first retry; each wait is twice the one before
 * @param rows the most rows in a part
 * @param inFlight the most parts on their way at once
 * @param tokenVariable environment variable that holds the server's token; empty for none
 * @param tokenFile file that holds the token instead; empty for none
 * @param trust file of certificates (PEM) that are trusted; empty for the JDK's
 * @param certificate file of the certificate (PEM) that this side shows; empty for none
 * @param key file of the certificate's private key (PKCS 8, PEM)
 */
@Component(value = "flight-reward", summary = "a reward model that another process serves")
public record FlightReward(
    @NotBlank String endpoint,
    @Default("") String model,
    @Default("60") @Positive double deadline,
    @Default("5") @PositiveOrZero int retries,
    @Default("0.2") @Positive double backoff,
    @Default("1024") @Min(1) int rows,
    @Default("4") @Min(1) int inFlight,
    @Default("") String tokenVariable,
    @Default("") String tokenFile,
    @Default("") String trust,
    @Default("") String certificate,
    @Default("") String key)
    implements RewardModelProvider {
  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    return new RemoteReward(
        Remote.open(
            new Connecting(
                Endpoint.of(endpoint),
                Connecting.seconds(deadline),
                Token.of(tokenVariable, tokenFile),
                new TlsFiles(trust, certificate, key)),
            new Asking(rows, inFlight, retries, Connecting.seconds(backoff)),
            ServedModel.REWARD,
            model,
            saved));
  }
}
