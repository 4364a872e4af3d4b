import Glibc

#if LIBFUZZER
    import CFuzzer
#endif

/// Feeds foreign bytes to one parser: `fuzz TARGET …`, or `fuzz list` for the names.
///
/// Built by `scripts/fuzz` with sanitizers and libFuzzer, the rest of the arguments are libFuzzer's. Built
/// plainly, they are `[--seconds N] [--seed N] [--seeds FOLDER] [--findings FOLDER] [FILE…]`: files are run once
/// each; without files mutations of the seeds are run until the time is over.
@main
enum Fuzz {
    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        guard let name = arguments.first, name != "list" else {
            for target in FuzzTarget.all { print(target.name, target.maxLength) }
            return
        }
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            print("no such target: \(name)")
            exit(2)
        }
        arguments.removeFirst()
        #if LIBFUZZER
            runLibFuzzer(target)
        #else
            var driver = MutationDriver(target, Options(arguments))
            driver.run()
        #endif
    }

    #if LIBFUZZER
        private static func runLibFuzzer(_ target: FuzzTarget) {
            FuzzRun.target = target
            // The name stands where libFuzzer expects the first of its own arguments.
            var count = CommandLine.argc - 1
            var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
            exit(
                LLVMFuzzerRunDriver(&count, &arguments) { data, size in
                    FuzzRun.run(Array(UnsafeBufferPointer(start: data, count: size)))
                    return 0
                })
        }
    #endif
}
