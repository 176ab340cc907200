package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The distribution says of each of its jars what it is and under which license. */
@Tag("slow")
class SupplyChainIT {
  private static final Path DISTRIBUTION = Path.of("target", "esscher").toAbsolutePath();

  /** A line of the list: licenses, name, and in brackets group, artifact and version. */
  private static final Pattern LICENSED =
      Pattern.compile("^ +\\(.+\\) .+ \\(([^:()]+):([^:()]+):([^: ()]+) - .*\\)$");

  @Test
  void theBillOfMaterialsNamesEveryJarAndItsDigest() throws IOException {
    assumeThat(System.getProperty("maven.offline"))
        .as("the plugin that writes the bill of materials does nothing offline")
        .isEqualTo("offline: false");
    JsonNode bill =
        JsonMapper.builder().build().readTree(Files.readString(DISTRIBUTION.resolve("sbom.json")));
    Map<String, String> named = new TreeMap<>();
    List<String> withoutLicense = new ArrayList<>();
    for (JsonNode component : bill.get("components")) {
      // One of type pom only gathers others.
      if (!component.get("purl").asString().contains("type=pom")) {
        named.put(file(component), sha256(component));
      }
      if (component.path("licenses").isEmpty()) {
        withoutLicense.add(file(component));
      }
    }
    Map<String, String> distributed = new TreeMap<>();
    for (Path jar : jars()) {
      distributed.put(jar.getFileName().toString(), sha256(jar));
    }
    assertThat(named).isEqualTo(distributed);
    assertThat(withoutLicense).isEmpty();
    assertThat(bill.get("metadata").has("timestamp")).as("a time would differ").isFalse();
  }

  @Test
  void everyLibraryOfOthersIsListedWithItsLicense() throws IOException {
    List<String> listed = new ArrayList<>();
    for (String line : Files.readAllLines(DISTRIBUTION.resolve("THIRD-PARTY.txt"))) {
      Matcher library = LICENSED.matcher(line);
      if (library.matches()) {
        listed.add(library.group(2) + "-" + library.group(3));
      }
    }
    List<String> missing = new ArrayList<>();
    for (Path jar : jars()) {
      String name = jar.getFileName().toString();
      if (!name.startsWith("esscher-") && listed.stream().noneMatch(name::startsWith)) {
        missing.add(name);
      }
    }
    assertThat(missing).isEmpty();
  }

  private static List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String folder : List.of("lib", "plugins")) {
      try (Stream<Path> files = Files.list(DISTRIBUTION.resolve(folder))) {
        files.sorted().forEach(jars::add);
      }
    }
    return jars;
  }

  private static String file(JsonNode component) {
    Matcher classifier =
        Pattern.compile("classifier=([^&]+)").matcher(component.get("purl").asString());
    return component.get("name").asString()
        + "-"
        + component.get("version").asString()
        + (classifier.find() ? "-" + classifier.group(1) : "")
        + ".jar";
  }

  private static String sha256(JsonNode component) {
    for (JsonNode hash : component.get("hashes")) {
      if (hash.get("alg").asString().equals("SHA-256")) {
        return hash.get("content").asString();
      }
    }
    throw new AssertionError("no SHA-256 of " + component.get("name"));
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
