import Glibc

/// Runs mutations of a target's seeds without knowing what they reach: quick, and the same for the same seed.
struct MutationDriver {
    private let target: FuzzTarget
    private let options: Options
    private var corpus: [[UInt8]]
    private let words: [[UInt8]]
    private var random: SplitMix

    init(_ target: FuzzTarget, _ options: Options) {
        self.target = target
        self.options = options
        corpus = Files.list("\(options.seeds)/\(target.name)").compactMap(Files.read)
        words = FuzzDictionary.words(Files.read("\(options.seeds)/\(target.name).dict") ?? [])
        random = SplitMix(seed: options.seed)
        FuzzRun.target = target
        FatalSignals.saveInput(in: "\(options.findings)/crash-\(target.name)")
    }

    mutating func run() {
        guard options.files.isEmpty else {
            for path in options.files {
                guard let bytes = Files.read(path) else {
                    print("cannot read \(path)")
                    exit(2)
                }
                runOne(bytes)
            }
            print("\(target.name): \(options.files.count) files, 0 findings")
            return
        }
        guard !corpus.isEmpty else {
            print("no seeds in \(options.seeds)/\(target.name)")
            exit(2)
        }
        for seed in corpus { runOne(seed) }
        let start = ContinuousClock.now
        var runs = corpus.count
        var bytes = 0
        while ContinuousClock.now - start < .seconds(options.seconds) {
            let input = mutated()
            runOne(input)
            runs += 1
            bytes += input.count
        }
        print(
            "\(target.name): \(runs) runs, \(bytes) bytes, \(options.seconds) s, seed \(options.seed), 0 findings"
        )
    }

    private func runOne(_ input: [UInt8]) {
        FatalSignals.withInput(input) { FuzzRun.run(input) }
    }

    private mutating func mutated() -> [UInt8] {
        var input = random.pick(corpus)
        for _ in 0..<1 + random.below(6) {
            let position = random.below(input.count + 1)
            switch random.below(9) {
            case 0: input.insert(UInt8(random.below(256)), at: position)
            case 1: input.removeSubrange(position..<min(input.count, position + random.below(20)))
            case 2, 3: if !words.isEmpty { input.insert(contentsOf: random.pick(words), at: position) }
            case 4:
                let other = random.pick(corpus)
                input.insert(contentsOf: other.prefix(random.below(other.count + 1)), at: position)
            case 5:
                let word = words.isEmpty ? [UInt8(random.below(256))] : random.pick(words)
                for _ in 0..<random.below(60) { input.insert(contentsOf: word, at: position) }
            case 6:
                let part = Array(input[position..<min(input.count, position + random.below(60))])
                for _ in 0..<random.below(12) { input.insert(contentsOf: part, at: position) }
            case 7: if position < input.count { input[position] ^= 1 << UInt8(random.below(8)) }
            default: input = Array(input.prefix(position))
            }
        }
        input = Array(input.prefix(target.maxLength))
        if random.below(20) == 0 { corpus[random.below(corpus.count)] = input }
        return input
    }
}
