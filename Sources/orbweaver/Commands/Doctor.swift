import ArgumentParser
import FoundationEssentials
import Glibc
import Store

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check what a server needs here, and say how to mend what is missing.")

    @OptionGroup var options: SettingsOptions

    private struct Finding {
        let subject: String
        /// Nil when all is well.
        let problem: String?
        var mend = ""
    }

    func run() async throws {
        let reader = try await options.reader()
        var findings: [Finding] = []
        do {
            _ = try ServerSettings(reader)
            findings.append(Finding(subject: "settings", problem: nil))
        } catch {
            findings.append(
                Finding(
                    subject: "settings", problem: "\(error)",
                    mend: "correct it in the environment or the env file"))
        }
        let folder = try reader.text(.data).text
        findings.append(diskSpace(of: folder))
        findings.append(await database(in: folder))
        findings.append(certificates())
        findings.append(nameResolution())
        findings.append(try model(reader))
        for finding in findings {
            if let problem = finding.problem {
                print("FAIL \(finding.subject): \(problem)\n     mend: \(finding.mend)")
            } else {
                print("ok   \(finding.subject)")
            }
        }
        if findings.contains(where: { $0.problem != nil }) { throw ExitCode(1) }
    }

    private func diskSpace(of folder: String) -> Finding {
        let subject = "disk space"
        var status = statvfs()
        // Before the first start the folder is not there yet; then its parent counts.
        let parent = URL(filePath: folder).deletingLastPathComponent().path
        guard statvfs(folder, &status) == 0 || statvfs(parent.isEmpty ? "." : parent, &status) == 0 else {
            return Finding(subject: subject, problem: "\(folder) cannot be looked at", mend: "check --data")
        }
        let megabytes = (Int(status.f_bavail) * Int(status.f_frsize)) >> 20
        guard megabytes >= 100 else {
            return Finding(
                subject: subject, problem: "\(megabytes) MB are free",
                mend: "free some, or move --data to another disk")
        }
        return Finding(subject: "\(subject) (\(megabytes) MB free)", problem: nil)
    }

    private func database(in folder: String) async -> Finding {
        let subject = "database"
        guard FileManager.default.fileExists(atPath: SQLiteStore.Configuration(folder: folder).databasePath)
        else {
            let parent = URL(filePath: folder).deletingLastPathComponent().path
            let place =
                FileManager.default.fileExists(atPath: folder) ? folder : parent.isEmpty ? "." : parent
            guard access(place, W_OK) == 0 else {
                return Finding(
                    subject: subject, problem: "\(place) is not writable",
                    mend: "chown it to the user who runs the server, or choose another --data")
            }
            return Finding(subject: "\(subject) (none yet)", problem: nil)
        }
        do {
            try await SQLiteStore.withSharedStore(in: folder) { try await $0.probe() }
            return Finding(subject: subject, problem: nil)
        } catch {
            return Finding(
                subject: subject, problem: "it cannot be written: \(error)",
                mend: "check owner, mode and mount of \(folder); `orbweaver verify` checks its contents")
        }
    }

    private func certificates() -> Finding {
        let bundles = [
            "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
        ]
        let isThere = bundles.contains { access($0, R_OK) == 0 }
        return Finding(
            subject: "certificates", problem: isThere ? nil : "no bundle of certificate authorities found",
            mend: "apt-get install ca-certificates")
    }

    /// Only that names are resolved at all: no name outside this machine is asked for.
    private func nameResolution() -> Finding {
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo("localhost", nil, nil, &found)
        if code == 0 { freeaddrinfo(found) }
        let servers = (try? String(contentsOfFile: "/etc/resolv.conf", encoding: .utf8))?.contains(
            "nameserver")
        let problem =
            code != 0
            ? "localhost is not resolved" : servers == true ? nil : "/etc/resolv.conf names no server"
        return Finding(
            subject: "name resolution", problem: problem,
            mend: "put a `nameserver` line into /etc/resolv.conf")
    }

    private func model(_ reader: SettingsReader) throws -> Finding {
        guard let base = try reader.string(.llmBaseURL) else {
            return Finding(subject: "model (none: schemas are filled from the page's own data)", problem: nil)
        }
        let name = try reader.string(.llmModel)
        return Finding(
            subject: "model at \(base)", problem: name == nil ? "ORBWEAVER_LLM_MODEL is not set" : nil,
            mend: "name the model that the endpoint serves")
    }
}
